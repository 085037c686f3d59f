//! Runs the models on the count as it is shipped, and on its mutants.

use std::panic::catch_unwind;

use model::{Shipped, models, mutants};

#[test]
fn the_shipped_count_passes_every_model() {
    for (name, run) in models::<Shipped>() {
        run();
        println!("passes: {name}");
    }
}

/// No ordering is stronger than it must be, and the models would notice a weaker one.
#[test]
fn every_mutant_is_caught() {
    let mutants = mutants();
    assert!(!mutants.is_empty());
    for (lack, models) in mutants {
        let refuses = |(name, run): &(&'static str, fn())| catch_unwind(run).err().map(|_| *name);
        match models.iter().find_map(refuses) {
            Some(name) => println!("{lack} is caught: {name}"),
            None => panic!("{lack} is not caught"),
        }
    }
}
