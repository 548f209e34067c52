//! Once warm, a run, a bargaining session and a walk through a design allocate nothing; a mediation never does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use summitry_lab::experiment::design::Design;
use summitry_model::bargaining::mediated::{Order, Party, Rules, Voter, mediate};
use summitry_model::bargaining::strategy::NAMES;
use summitry_model::bargaining::{Offer, Preferences, Session, Strategy, Turn};
use summitry_model::process::{PolicySet, Run, drive};

use crate::bargaining_plain::Draw;
use crate::model::setup;
use crate::model_payoffs::all_on_payoffs;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

struct Counting;

#[allow(unsafe_code, reason = "an allocator cannot be written without; it only counts")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|c| c.set(c.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let _ = COUNT.try_with(|c| c.set(c.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_warm_run_allocates_nothing() {
    for (name, setup) in [
        ("kyiv-washington", setup("kyiv-washington", &[])),
        ("classroom", setup("classroom", &[])),
        ("on pay-offs", all_on_payoffs("kyiv-washington", &[])),
    ] {
        let seats = PolicySet::new(&setup);
        let mut run = Run::new(&setup);
        let mut play = |from: u64, to: u64| {
            for k in from..to {
                run.begin(6, k, false).unwrap();
                drive(&mut run, &seats).unwrap();
            }
        };
        play(0, 400);
        let before = COUNT.with(Cell::get);
        play(0, 400);
        let after = COUNT.with(Cell::get);
        assert_eq!(after - before, 0, "{name}");
        // The counter does count.
        drop(std::hint::black_box(vec![0u8; 100]));
        assert!(COUNT.with(Cell::get) > after);
    }
}

/// Preferences of three parties over these issues.
fn domain(draw: &mut Draw, options: &[usize]) -> [Preferences; 3] {
    [0, 1, 2].map(|_| {
        let row = |&count: &usize| (0..count).map(|_| draw.uniform()).collect();
        Preferences::new(&options.iter().map(row).collect::<Vec<Vec<f64>>>()).unwrap()
    })
}

#[test]
fn a_session_that_is_reopened_allocates_nothing() {
    let mut draw = Draw(9);
    let wide = domain(&mut draw, &[5; 6]);
    // Other numbers on the same table, and a smaller table.
    let domains = [domain(&mut draw, &[5; 6]), domain(&mut draw, &[3, 5, 2])];
    for name in NAMES {
        for accept in ["threshold", "next-offer", "combined"] {
            let strategy: Strategy = format!("{name}:accept={accept}").parse().unwrap();
            let seat = |of| (of, strategy);
            let mut session = Session::between(&wide.each_ref().map(seat), 100);
            session.play();
            let before = COUNT.with(Cell::get);
            for of in domains.iter().chain([&wide]) {
                session.reopen(&of.each_ref().map(seat), 100);
                assert!(matches!(session.play(), Turn::Agreed | Turn::Failed));
            }
            let after = COUNT.with(Cell::get);
            assert_eq!(after - before, 0, "{name}, {accept}");
        }
    }
}

#[test]
fn a_mediation_allocates_nothing() {
    let of = |worth: [f64; 3]| Preferences::new(&[worth.to_vec(), worth.to_vec()]).unwrap();
    let preferences = [of([0.0, 0.2, 0.5]), of([0.5, 0.6, 0.0]), of([0.1, 0.0, 0.4])];
    let voter = Voter::Annealer { temperature: 0.1, cooling: 100 };
    let party = |preferences| Party { preferences, influence: 1.0, veto: false, voter };
    let parties = preferences.each_ref().map(party);
    let rules = Rules { steps: 200, quorum: 0.5, order: Order::Drawn };
    let mut u = 0.0;
    let before = COUNT.with(Cell::get);
    let end = mediate(rules, &parties, Offer::new(&[0, 0]), || {
        u = (u + 0.618) % 1.0;
        u
    });
    let after = COUNT.with(Cell::get);
    assert_eq!(after - before, 0);
    assert!(end.unwrap().taken > 0);
}

#[test]
fn a_walk_through_a_design_allocates_nothing() {
    for design in [
        Design::Grid,
        Design::LatinHypercube { points: 200 },
        Design::Sobol { points: 200, skip: 0 },
        Design::Saltelli { base: 16, second_order: true, skip: 0 },
        Design::Morris { trajectories: 40, levels: 4 },
    ] {
        let mut walk = design.walk(&[3; 5], 7, 0);
        let mut point = Vec::new();
        assert!(walk.fill(&mut point));
        let before = COUNT.with(Cell::get);
        while walk.fill(&mut point) {}
        assert_eq!(COUNT.with(Cell::get) - before, 0, "{design:?}");
    }
}
