//! Assigning members to seats.

use super::member::Member;

/// The number of people in each seat: one row per table, one column per party.
#[must_use]
pub(super) fn counts(members: &[Member], tables: usize, parties: usize) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; parties]; tables];
    for (table, party) in members.iter().filter_map(|member| member.place) {
        counts[table][party] += 1;
    }
    counts
}

/// The place of a new member: an empty seat at the first table that has one; else, before play, a new table; else a shared seat
/// with the fewest people. `order` is the order in which the seats of a table are filled.
#[must_use]
pub(super) fn place(
    counts: &[Vec<usize>],
    order: &[usize],
    may_open: bool,
    share: usize,
) -> Option<(usize, usize)> {
    for (table, seats) in counts.iter().enumerate() {
        if let Some(&party) = order.iter().find(|&&party| seats[party] == 0) {
            return Some((table, party));
        }
    }
    if may_open {
        return order.first().map(|&party| (counts.len(), party));
    }
    sharing(counts, order, share)
}

/// The seat with the fewest people, if it has room.
#[must_use]
pub(super) fn sharing(
    counts: &[Vec<usize>],
    order: &[usize],
    share: usize,
) -> Option<(usize, usize)> {
    let seats = counts
        .iter()
        .enumerate()
        .flat_map(|(table, seats)| order.iter().map(move |&party| (seats[party], table, party)));
    // Ties go to the earlier table, then to the earlier party of the order.
    let best = seats.min_by_key(|&(people, _, _)| people)?;
    (best.0 < share).then_some((best.1, best.2))
}

/// Moves that dissolve the last table as play begins, if fewer than half of its seats are taken: its members go to shared seats
/// at the other tables. None if the table stays, or the others have no room for all of them.
#[must_use]
pub(super) fn dissolved(
    members: &[Member],
    tables: usize,
    order: &[usize],
    share: usize,
) -> Option<Vec<(usize, (usize, usize))>> {
    let last = tables.checked_sub(1)?;
    let mut counts = counts(members, tables, order.len());
    let taken = counts[last].iter().filter(|&&people| people > 0).count();
    if last == 0 || taken * 2 >= order.len() {
        return None;
    }
    counts.pop();
    let mut moves = Vec::new();
    for (number, member) in members.iter().enumerate() {
        if member.place.is_some_and(|(table, _)| table == last) {
            let (table, party) =
                place(&counts, order, false, share).or_else(|| sharing(&counts, order, share))?;
            counts[table][party] += 1;
            moves.push((number, (table, party)));
        }
    }
    Some(moves)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(members: &mut Vec<Member>, tables: &mut usize, may_open: bool) -> bool {
        let counts = counts(members, *tables, 4);
        let Some(at) = place(&counts, &[0, 1, 2, 3], may_open, 3) else { return false };
        *tables = (*tables).max(at.0 + 1);
        members.push(Member {
            pseudonym: String::new(),
            token: String::new(),
            place: Some(at),
            note: String::new(),
        });
        true
    }

    #[test]
    fn tables_fill_one_after_the_other_and_a_lone_pair_is_spread() {
        let (mut members, mut tables) = (Vec::new(), 1);
        for _ in 0..30 {
            assert!(join(&mut members, &mut tables, true));
        }
        assert_eq!(tables, 8);
        let places: Vec<_> = members.iter().map(|member| member.place.unwrap()).collect();
        assert_eq!(places[..5], [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0)]);
        // Two of four seats are half: they stay.
        assert_eq!(dissolved(&members, tables, &[0, 1, 2, 3], 3), None);
        members.pop();
        let moves = dissolved(&members, tables, &[0, 1, 2, 3], 3).unwrap();
        assert_eq!(moves, [(28, (0, 0))]);
    }

    #[test]
    fn late_joiners_take_empty_seats_then_share_until_all_is_full() {
        let (mut members, mut tables) = (Vec::new(), 1);
        for _ in 0..6 {
            assert!(join(&mut members, &mut tables, true));
        }
        for _ in 6..24 {
            assert!(join(&mut members, &mut tables, false));
        }
        assert_eq!(members[6].place, Some((1, 2)));
        assert_eq!(members[8].place, Some((0, 0)));
        assert!(!join(&mut members, &mut tables, false));
        assert!(counts(&members, 2, 4).iter().flatten().all(|&people| people == 3));
    }
}
