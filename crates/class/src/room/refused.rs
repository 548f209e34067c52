//! Why an action is not accepted.

/// Why an action is not accepted. Its [`key`](Refused::key) is that of a text in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The class is over.
    #[error("the class is over")]
    Over,
    /// The class is paused.
    #[error("the class is paused")]
    Paused,
    /// It is not done in this phase.
    #[error("it is not done in this phase")]
    Phase,
    /// There is no room.
    #[error("every place is taken")]
    Full,
    /// No pseudonym, or one that is too long.
    #[error("a pseudonym has 1 to 24 characters")]
    Pseudonym,
    /// Somebody else is called so.
    #[error("somebody is called so already")]
    Taken,
    /// There is no such member.
    #[error("there is no such member")]
    Member,
    /// There is no such table.
    #[error("there is no such table")]
    Table,
    /// There is no such seat.
    #[error("there is no such seat")]
    Seat,
    /// A seat holds no more people.
    #[error("the seat is full")]
    SeatFull,
    /// The decision has an answer already, or its time is past.
    #[error("the decision is past")]
    Past,
    /// The decision is somebody else's.
    #[error("the decision is another seat's")]
    NotYours,
    /// The answer is not legal.
    #[error("the answer is not legal")]
    Illegal,
    /// There is no such outcome, or the day is none of the calendar.
    #[error("the prediction is none")]
    Guess,
    /// There is no such shock.
    #[error("there is no such shock")]
    Shock,
    /// The run is over.
    #[error("the run is over")]
    Done,
    /// The text is empty or too long.
    #[error("a text has 1 to 600 characters")]
    Text,
    /// It changes nothing.
    #[error("it is so already")]
    Already,
}

impl Refused {
    /// The key of the text that says it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Refused::Over => "refused.over",
            Refused::Paused => "refused.paused",
            Refused::Phase => "refused.phase",
            Refused::Full => "refused.full",
            Refused::Pseudonym => "refused.pseudonym",
            Refused::Taken => "refused.taken",
            Refused::Member => "refused.member",
            Refused::Table => "refused.table",
            Refused::Seat => "refused.seat",
            Refused::SeatFull => "refused.seat-full",
            Refused::Past => "refused.past",
            Refused::NotYours => "refused.not-yours",
            Refused::Illegal => "refused.illegal",
            Refused::Guess => "refused.guess",
            Refused::Shock => "refused.shock",
            Refused::Done => "refused.done",
            Refused::Text => "refused.text",
            Refused::Already => "refused.already",
        }
    }
}
