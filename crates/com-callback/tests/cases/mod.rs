//! What is promised, a file for each part of it.

mod apartment;
mod buffers;
mod callees;
mod chains;
mod dispatch;
mod error_info;
mod guard;
mod identity;
mod inputs;
mod outputs;
mod policy;
mod recognition;
mod shapes;
mod statics;
mod threads;
mod unions;
mod variants;
mod weak;
