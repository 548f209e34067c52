//! Cells: the digits, the quoting, and what a reader gets back.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use summitry_lab::output::Rows;
use summitry_lab::output::cell::plain;

fn number(value: f64, decimals: u8) -> String {
    let mut rows = Rows::default();
    rows.row().num(value, decimals).int(0).end();
    let text = String::from_utf8(rows.bytes().to_vec()).unwrap();
    text.strip_suffix(",0\n").unwrap().to_owned()
}

fn text(value: &str) -> String {
    let mut rows = Rows::default();
    rows.row().text(value).int(0).end();
    let text = String::from_utf8(rows.bytes().to_vec()).unwrap();
    text.strip_suffix(",0\n").unwrap().to_owned()
}

/// What the formatter gives, without trailing zeros and negative zero.
fn formatted(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    if text == "-0" { "0".to_owned() } else { text }
}

#[test]
fn numbers_are_plain_decimals() {
    for (value, decimals, expected) in [
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (-0.0004, 3, "0"),
        (0.0005, 3, "0.001"),
        (-0.0005, 3, "-0.001"),
        (0.5, 0, "1"),
        (-0.5, 0, "-1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (0.25, 1, "0.3"),
        (12.34, 6, "12.34"),
        (12.000_001, 6, "12.000001"),
        (0.05, 2, "0.05"),
        (100.0, 2, "100"),
        (1e3, 0, "1000"),
        (123_456_789.123, 3, "123456789.123"),
        (1e15, 6, "1000000000000000"),
        (9_007_199_254_740_993.0, 0, "9007199254740992"),
        (1e22, 2, "10000000000000000000000"),
        (-1e22, 2, "-10000000000000000000000"),
        (1e-12, 9, "0"),
        (0.123_456_789_123, 200, "0.123456789"),
        (f64::NAN, 3, ""),
        (f64::INFINITY, 3, ""),
        (f64::NEG_INFINITY, 3, ""),
    ] {
        assert_eq!(number(value, decimals), expected, "{value} to {decimals}");
    }
}

proptest! {
    #[test]
    fn numbers_are_the_nearest(value in -1e7_f64..1e7, decimals in 0_u8..=8) {
        let got = number(value, decimals);
        prop_assert!(!got.contains('e') && got != "-0" && !got.starts_with('.'));
        prop_assert!(!got.contains('.') || !got.ends_with(['0', '.']));
        let power = f64::from(10_u32.pow(u32::from(decimals)));
        let scaled = value.abs() * power;
        // Away from a half, and where a double still has digits to tell, all agree.
        if (scaled.fract() - 0.5).abs() > 1e-3 + scaled * f64::EPSILON {
            prop_assert_eq!(got, formatted(value, decimals));
        } else {
            let error = (got.parse::<f64>().unwrap() - value).abs() * power;
            prop_assert!(error <= 0.51 + scaled * f64::EPSILON, "{} is off by {} steps", got, error);
        }
    }

    #[test]
    fn large_numbers_are_exact(value in proptest::num::f64::NORMAL, decimals in 0_u8..=9) {
        prop_assume!(value.abs() >= 1e16);
        prop_assert_eq!(number(value, decimals), formatted(value, decimals));
    }

    #[test]
    fn halves_go_away_from_zero(whole in -1_000_000_i32..1_000_000) {
        let value = f64::from(whole) + 0.5;
        let away = if value > 0.0 { whole + 1 } else { whole };
        prop_assert_eq!(number(value, 0), away.to_string());
    }

    #[test]
    fn whole_numbers_are_as_they_are(unsigned: u64, signed: i64) {
        let mut rows = Rows::default();
        rows.row().int(unsigned).signed(signed).end();
        let expected = format!("{unsigned},{signed}\n");
        prop_assert_eq!(rows.bytes(), expected.as_bytes());
    }

    #[test]
    fn a_defused_text_gives_back_the_real_one(text in "('|=|\\+|-|@|\t|\r|a|b|,|\"){0,6}") {
        let mut rows = Rows::new(1);
        rows.row().text(&text).end();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.bytes());
        let record = reader.byte_records().next().unwrap().unwrap();
        prop_assert_eq!(plain(&record[0]), text.as_bytes());
    }

    #[test]
    fn any_row_reads_back(
        cells in prop::collection::vec(prop::collection::vec("[ -~\n\r\t\u{e9}]{0,12}", 3), 1..6)
    ) {
        let mut rows = Rows::new(3);
        for cells in &cells {
            let mut row = rows.row();
            cells.iter().for_each(|cell| { row.text(cell); });
            row.end();
        }
        prop_assert_eq!(rows.count(), cells.len() as u64);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(rows.bytes());
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let expected: Vec<Vec<String>> = cells
            .iter()
            .map(|cells| cells.iter().map(|cell| defused(cell)).collect())
            .collect();
        prop_assert_eq!(read, expected);
    }
}

fn defused(cell: &str) -> String {
    if cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[test]
fn texts_that_a_spreadsheet_would_run_are_defused() {
    assert_eq!(text("=1+1"), "'=1+1");
    assert_eq!(text("+49"), "'+49");
    assert_eq!(text("-x"), "'-x");
    assert_eq!(text("@sum"), "'@sum");
    assert_eq!(text("\t=1"), "'\t=1");
    assert_eq!(text("\r=1"), "\"'\r=1\"");
    assert_eq!(text("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    assert_eq!(text("a=b"), "a=b");
    assert_eq!(text("'a"), "'a");
    assert_eq!(text("'=1+1"), "''=1+1");
}

#[test]
fn numbers_are_never_defused() {
    let mut rows = Rows::default();
    rows.row().signed(-3).num(-0.5, 2).end();
    assert_eq!(rows.bytes(), b"-3,-0.5\n");
}

#[test]
fn texts_are_quoted_only_where_needed() {
    assert_eq!(text("two capitals"), "two capitals");
    assert_eq!(text("a,b"), "\"a,b\"");
    assert_eq!(text("a \"b\""), "\"a \"\"b\"\"\"");
    assert_eq!(text("a\nb"), "\"a\nb\"");
    assert_eq!(text("Київ"), "Київ");
}

#[test]
fn a_missing_value_is_an_empty_cell() {
    let mut rows = Rows::new(6);
    rows.row()
        .opt_int(None)
        .opt_signed(None)
        .opt_num(None, 2)
        .opt_text(None)
        .opt_flag(None)
        .empty()
        .end();
    rows.row()
        .opt_int(Some(1))
        .opt_signed(Some(-1))
        .opt_num(Some(0.5), 2)
        .opt_text(Some("x"))
        .opt_flag(Some(false))
        .flag(true)
        .end();
    assert_eq!(rows.bytes(), b",,,,,\n1,-1,0.5,x,false,true\n");
}

#[test]
fn a_row_of_one_empty_cell_is_not_skipped_by_readers() {
    let mut rows = Rows::new(1);
    rows.row().empty().end();
    rows.row().text("").end();
    rows.row().text("x").end();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows.bytes());
    assert_eq!(reader.records().count(), 3);
}

#[cfg(debug_assertions)]
#[test]
#[should_panic(expected = "a row of 1 cells in a table of 2 columns")]
fn a_row_of_another_length_is_noticed() {
    Rows::new(2).row().int(1).end();
}

#[test]
fn clearing_keeps_nothing_but_the_room() {
    let mut rows = Rows::new(1);
    rows.row().int(1).end();
    rows.clear();
    assert!(rows.bytes().is_empty() && rows.count() == 0);
    rows.line("{\"a\":1}");
    assert_eq!((rows.bytes(), rows.count()), (&b"{\"a\":1}\n"[..], 1));
}
