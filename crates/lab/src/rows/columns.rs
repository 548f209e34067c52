//! One list that pairs each column of a table with what fills it.

/// Declares the columns of a table and the function that writes the cells of a row, so that neither can change without the
/// other. After `where` come statements that all cells share.
macro_rules! columns {
    (
        $(#[$doc:meta])*
        const $columns:ident;
        fn $cells:ident($row:ident, $($arg:ident: $type:ty),+ $(,)?) $(where { $($shared:tt)* })?;
        $($column:expr => $cell:expr),+ $(,)?
    ) => {
        const $columns: &[$crate::output::Column] = &[$($column),+];

        $(#[$doc])*
        fn $cells($row: &mut $crate::output::Row<'_>, $($arg: $type),+) {
            $($($shared)*)?
            $($cell;)+
        }
    };
}

pub(super) use columns;
