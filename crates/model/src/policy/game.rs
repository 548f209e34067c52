//! The rules of the game, which all know.

use crate::diplomacy::aid::Aid;
use crate::diplomacy::attention::Attention;
use crate::diplomacy::calendar::Horizons;
use crate::diplomacy::coalition::Coalition;
use crate::diplomacy::credibility::Credibility;
use crate::diplomacy::meeting::Meeting;
use crate::diplomacy::request::Requests;
use crate::diplomacy::strain::Strain;
use crate::diplomacy::summit::Summit;
use crate::diplomacy::window::Window;
use summitry_engine::sets::PartySet;

/// What a party knows of the process itself: rules and roles, and nothing of what a party holds.
#[derive(Clone, Copy, Debug)]
pub struct Game<'s> {
    /// Horizons.
    pub calendar: &'s Horizons,
    /// Strain.
    pub strain: &'s Strain,
    /// Attention.
    pub attention: &'s Attention,
    /// The window.
    pub window: &'s Window,
    /// Aid.
    pub aid: &'s Aid,
    /// Credibility.
    pub credibility: &'s Credibility,
    /// The coalition.
    pub coalition: &'s Coalition,
    /// Rounds.
    pub rounds: &'s Meeting,
    /// Initiatives without the requester.
    pub initiatives: &'s Meeting,
    /// The times between requests.
    pub requests: &'s Requests,
    /// What summits are worth.
    pub summit: &'s Summit,
    /// When and how leaders meet.
    pub summit_meeting: &'s Meeting,
    /// Position of the requester.
    pub requester: usize,
    /// Who takes part in summits.
    pub participants: PartySet,
    /// Shares of the coalition's influence, by party.
    pub influence: &'s [f64],
    /// Shares in aid, by party.
    pub donor_share: &'s [f64],
}
