//! Deltas.
