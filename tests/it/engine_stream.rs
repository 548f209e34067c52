//! Keyed streams: the same key gives the same draws, for ever, and nobody else's.

use std::collections::BTreeSet;

use proptest::prelude::*;
use summitry_engine::{MAX_REPLICATION, PROTOCOL, Purpose, Streams};

type Key = (u64, u64, u8, u16);

fn draws(streams: &mut Streams, (seed, replication, purpose, entity): Key, n: usize) -> Vec<u64> {
    assert!(streams.begin(seed, replication).is_ok());
    let stream = streams.stream(Purpose(purpose), entity);
    (0..n).map(|_| stream.bits()).collect()
}

/// First four draws, and the 41st, which is past the first refill. Computed from the definition in the module's
/// documentation by a separate program (Python's hashlib, and ChaCha12 written out), not by this crate.
const FROZEN: [(Key, [u64; 5]); 7] = [
    (
        (0, 0, 0, 0),
        [
            0xab76f1d93ac4709f,
            0xb6c90bb6b0fbbeb7,
            0x088c42ede353b5f9,
            0x9021e73db0508124,
            0xee483e9d17c7a7b4,
        ],
    ),
    (
        (1, 0, 0, 0),
        [
            0x0658d82c204284f5,
            0x3a9849be23b07081,
            0xd6475e5611ab6791,
            0x9b725a4284c83ec1,
            0xf9b17987fb246399,
        ],
    ),
    (
        (1, 0, 0, 1),
        [
            0x6010e32d35fc1cd3,
            0x74efbd7590e8bbb3,
            0x373974edcba15679,
            0xf23c637fef4acd15,
            0x2424668082f18b6f,
        ],
    ),
    (
        (1, 0, 1, 0),
        [
            0xa8dfebbbaf9de657,
            0xba44872306433a1b,
            0x6f2c3885062a5c56,
            0x5d4ef2bc43c6bfa7,
            0xdad2d956839eec83,
        ],
    ),
    (
        (1, 1, 0, 0),
        [
            0xd0a7b110a1ea60cd,
            0x8ea07427f8ba9630,
            0x4b299b106e63fd44,
            0xb6cdeb13de3036d3,
            0xc363b70e1c50aedf,
        ],
    ),
    (
        (1, 999_999, 7, 12),
        [
            0x7ad1b497317681cd,
            0xc58dae78502b7502,
            0xca1ad051d20f104a,
            0x6ebe533a0d7a2473,
            0x46b3aba629e67642,
        ],
    ),
    (
        (u64::MAX, MAX_REPLICATION, 255, 65_535),
        [
            0x580e6ab3d2c2f5d4,
            0xed3fdb8481ab7da3,
            0xa2242615c2115863,
            0x91f843365122b38f,
            0xeaa61643df46f98e,
        ],
    ),
];

#[test]
fn draws_are_frozen() {
    assert_eq!(PROTOCOL, 1, "a new protocol needs new frozen draws");
    let mut streams = Streams::new(256, 65_536);
    for (key, expected) in FROZEN {
        let drawn = draws(&mut streams, key, 41);
        assert_eq!([drawn[0], drawn[1], drawn[2], drawn[3], drawn[40]], expected, "{key:?}");
    }
}

#[test]
fn a_uniform_is_the_high_52_bits_and_a_half() {
    let mut streams = Streams::new(1, 1);
    for ((seed, replication, purpose, entity), bits) in FROZEN {
        if (purpose, entity) == (0, 0) {
            streams.begin(seed, replication).unwrap();
            let uniform = streams.stream(Purpose(0), 0).uniform();
            assert_eq!(uniform, ((bits[0] >> 12) as f64 + 0.5) / 4_503_599_627_370_496.0);
        }
    }
}

#[test]
fn no_two_streams_share_their_draws() {
    let mut streams = Streams::new(256, 65_536);
    let edges = |last: u64| [0, 1, 2, last / 2, last - 1, last];
    let mut seen = BTreeSet::new();
    let mut keys = 0;
    for seed in edges(u64::MAX) {
        for replication in edges(MAX_REPLICATION) {
            for purpose in edges(255) {
                for entity in edges(65_535) {
                    let key = (seed, replication, purpose as u8, entity as u16);
                    seen.extend(draws(&mut streams, key, 2));
                    keys += 1;
                }
            }
        }
    }
    assert_eq!(seen.len(), 2 * keys); // by chance, two of these 64-bit draws agree once in 10^11 tests
}

#[test]
fn a_replication_too_great_is_refused_by_name_and_changes_nothing() {
    let mut streams = Streams::new(1, 1);
    streams.begin(1, 5).unwrap();
    streams.stream(Purpose(0), 0).bits();
    let refusal = streams.begin(1, MAX_REPLICATION + 1).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "replication 1099511627776 has no streams of its own: the greatest is 1099511627775"
    );
    assert_eq!(streams.stream(Purpose(0), 0).position(), 1);
}

#[test]
#[should_panic(expected = "no room was made for Purpose(0) of entity 3")]
fn an_entity_outside_the_room_is_a_mistake() {
    let mut streams = Streams::new(2, 3);
    streams.begin(1, 0).unwrap();
    streams.stream(Purpose(0), 3);
}

#[test]
#[should_panic(expected = "before a replication has begun")]
fn drawing_before_the_first_replication_is_a_mistake() {
    Streams::new(1, 1).stream(Purpose(0), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever else is drawn between, in whatever order, and whatever was drawn in replications before.
    #[test]
    fn a_draw_depends_on_its_key_alone(
        visits in prop::collection::vec((0..3_u64, 0..4_u64, prop::collection::vec((0..4_u8, 0..5_u16), 1..60)), 1..6),
    ) {
        let mut shared = Streams::new(4, 5);
        for (seed, replication, order) in visits {
            shared.begin(seed, replication).unwrap();
            let mut occurrence = [[0_u64; 5]; 4];
            for (purpose, entity) in order {
                let seen = &mut occurrence[purpose as usize][entity as usize];
                let stream = shared.stream(Purpose(purpose), entity);
                prop_assert_eq!(stream.position(), *seen);
                let drawn = stream.bits();
                *seen += 1;
                let mut alone = Streams::new(4, 5);
                let expected = draws(&mut alone, (seed, replication, purpose, entity), *seen as usize);
                prop_assert_eq!(Some(&drawn), expected.last());
            }
        }
    }
}

/// The first outputs of SplitMix64 for the seed 1234567, as published with its C code.
#[test]
fn derived_draws_are_those_of_split_mix() {
    let published: [u64; 5] = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    for (k, bits) in published.into_iter().enumerate() {
        let expected = ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
        assert_eq!(summitry_engine::derived(f64::from_bits(1_234_567), k as u64), expected);
    }
}
