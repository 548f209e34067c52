//! The states of a run that are followed over its days.

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident $field:ident = $name:literal,)*) => {
        /// A state whose trajectory is kept; each lies within 0 and 1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum State {
            $($(#[$doc])* $variant,)*
        }

        impl State {
            /// All states, in the order of the tables.
            pub const ALL: &'static [State] = &[$(State::$variant,)*];
            /// Their names in tables, in that order.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// Its name in tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                State::NAMES[self as usize]
            }
        }

        /// The value of each [`State`] at one moment.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct States {
            $($(#[$doc])* pub $field: f64,)*
        }

        impl States {
            /// The states with their values, in the order of [`State::ALL`].
            pub fn iter(&self) -> impl Iterator<Item = (State, f64)> + use<> {
                [$((State::$variant, self.$field),)*].into_iter()
            }
        }
    };
}

states! {
    /// Strain S on the requester.
    Strain strain = "strain",
    /// Attention A of the gatekeeper.
    Attention attention = "attention",
    /// Preparation P: weight agreed in rounds or endorsed afterwards.
    Preparation preparation = "preparation",
    /// Goals G: weight with text tabled in a round.
    Goals goals = "goals",
    /// Cohesion C of the coalition.
    Cohesion cohesion = "cohesion",
    /// Leverage L: cohesion times the share of influence taking part.
    Leverage leverage = "leverage",
    /// Credibility of the gatekeeper's promises.
    Credibility credibility = "credibility",
}
