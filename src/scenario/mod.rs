//! Scenario files: text, validation, faults, bundled scenarios.
