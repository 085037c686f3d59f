//! Objects as users write them.
