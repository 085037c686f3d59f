//! What is promised, a file for each part of it.

mod buffers;
mod callees;
mod guard;
mod identity;
mod inputs;
mod outputs;
mod threads;
mod unions;
mod variants;
