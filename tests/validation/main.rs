//! Validation: experiments on the model, of which the documentation shows the tables. They take minutes; everything else is in
//! `tests/it`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

#[path = "../common/docs_page.rs"]
#[allow(dead_code, reason = "each test binary uses a part")]
mod docs_page;
#[path = "../common/mechanism_list.rs"]
#[allow(dead_code, reason = "each test binary uses a part")]
mod mechanism_list;
#[path = "../common/model.rs"]
#[allow(dead_code, reason = "each test binary uses a part")]
mod model;

mod arms;
mod beyond;
mod calibration;
mod directions;
mod favours;
mod measure;
mod mechanisms;
mod payoffs;
