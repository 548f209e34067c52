//! Ids: positions of parties and issues in their scenario, and the number of a run.
//!
//! Entities are known by position, never by name, so that renaming them changes no draw.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl $name {
            /// The position as an index.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A party's position in its scenario, from 0.
    PartyId(u8)
);
id!(
    /// An issue's position on the agenda of its scenario, from 0.
    IssueId(u8)
);
id!(
    /// A replication's number in its batch, from 0.
    RunId(u64)
);
