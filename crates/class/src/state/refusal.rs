//! Why an action is refused.

/// Why an action is refused. Its [`key`](Refusal::key) names a text in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The class is over.
    #[error("the class is over")]
    Over,
    /// The class is paused.
    #[error("the class is paused")]
    Paused,
    /// The action belongs to another phase.
    #[error("not possible in this phase")]
    Phase,
    /// All seats are full.
    #[error("every seat is full")]
    Full,
    /// The pseudonym is empty or too long.
    #[error("a pseudonym must have 1 to 24 characters")]
    Pseudonym,
    /// Another member has the pseudonym.
    #[error("the pseudonym is taken")]
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
    /// The seat is full.
    #[error("the seat is full")]
    SeatFull,
    /// The decision was answered already, or its time has passed.
    #[error("the decision was made already")]
    Past,
    /// The decision belongs to another seat.
    #[error("the decision belongs to another seat")]
    NotYours,
    /// The answer is not legal.
    #[error("the answer is not legal")]
    Illegal,
    /// There is no such outcome, or the day is outside the calendar.
    #[error("the outcome or the day of the prediction does not exist")]
    Guess,
    /// There is no such shock.
    #[error("there is no such shock")]
    Shock,
    /// The run is over.
    #[error("the run is over")]
    Done,
    /// The text is empty or too long.
    #[error("a text must have 1 to 600 characters")]
    Text,
    /// It would change nothing.
    #[error("nothing would change")]
    Already,
}

impl Refusal {
    /// The key of its text in the catalogues.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Over => "refused.over",
            Refusal::Paused => "refused.paused",
            Refusal::Phase => "refused.phase",
            Refusal::Full => "refused.full",
            Refusal::Pseudonym => "refused.pseudonym",
            Refusal::Taken => "refused.taken",
            Refusal::Member => "refused.member",
            Refusal::Table => "refused.table",
            Refusal::Seat => "refused.seat",
            Refusal::SeatFull => "refused.seat-full",
            Refusal::Past => "refused.past",
            Refusal::NotYours => "refused.not-yours",
            Refusal::Illegal => "refused.illegal",
            Refusal::Guess => "refused.guess",
            Refusal::Shock => "refused.shock",
            Refusal::Done => "refused.done",
            Refusal::Text => "refused.text",
            Refusal::Already => "refused.already",
        }
    }
}
