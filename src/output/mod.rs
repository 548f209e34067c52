//! What a batch leaves on disk.
