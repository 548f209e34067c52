//! The discrete-event engine: calendar, keyed streams, samplers. It knows nothing of diplomacy.
