//! What threads do with an object. Each model ends with every reference given up: one value ended, and one block freed.

use loom::thread;

use crate::{
    Count,
    block::{Block, Pointer},
};

/// Each model's name, and what runs it.
pub type Models = Vec<(&'static str, fn())>;

/// The models of a count.
pub fn models<C: Count>() -> Models {
    vec![
        ("the last release sees what the others wrote", last_release::<C>),
        ("references made on several threads", clones::<C>),
        ("an upgrade against the last release", upgrade::<C>),
        ("two upgrades against the last release", two_upgrades::<C>),
        ("a weak reference made beside the last release", downgrade::<C>),
        ("the last weak reference against the last release", last_weak::<C>),
        ("an upgrade while the object is made", cyclic::<C>),
    ]
}

/// Runs a model in every order: `threads`, and the one that made the object.
fn model<C: Count>(
    allocate: impl Fn() -> Pointer<C> + Send + Sync + 'static,
    threads: &[fn(&Block<C>)],
    maker: fn(&Block<C>),
) {
    let threads = threads.to_vec();
    loom::model(move || {
        let block = allocate();
        let running: Vec<_> = threads
            .iter()
            .map(|&run| {
                let block = block.clone();
                thread::spawn(move || run(&block))
            })
            .collect();
        maker(&block);
        running.into_iter().for_each(|thread| thread.join().unwrap());
        assert!(block.is_over());
    });
}

fn last_release<C: Count>() {
    let three = || {
        let block = Block::<C>::allocate();
        block.add_ref();
        block.add_ref();
        block
    };
    model(
        three,
        &[write_and_release::<1, C>, write_and_release::<2, C>],
        write_and_release::<0, C>,
    );
}

fn clones<C: Count>() {
    let two = || {
        let block = Block::<C>::allocate();
        block.add_ref();
        block
    };
    model(two, &[clone_and_release], clone_and_release);
}

fn upgrade<C: Count>() {
    model(weak::<C>, &[upgrade_and_release], read_and_release);
}

fn two_upgrades<C: Count>() {
    let two = || {
        let block = weak::<C>();
        block.add_weak();
        block
    };
    model(two, &[upgrade_and_release, upgrade_and_release], read_and_release);
}

fn downgrade<C: Count>() {
    let two = || {
        let block = Block::<C>::allocate();
        block.add_ref();
        block
    };
    let downgrade: &[fn(&Block<C>)] = &[|block| {
        block.add_weak();
        read_and_release(block);
        upgrade_and_release(block);
    }];
    model(two, downgrade, read_and_release);
}

fn last_weak<C: Count>() {
    let clone: &[fn(&Block<C>)] = &[|block| {
        block.add_weak();
        block.release_weak();
        block.release_weak();
    }];
    model(weak::<C>, clone, write_and_release::<0, C>);
}

fn cyclic<C: Count>() {
    let incomplete = || {
        let block = Block::<C>::allocate_without_value();
        block.add_weak();
        block
    };
    model(incomplete, &[upgrade_and_release], |block| {
        block.complete();
        read_and_release(block);
    });
}

/// An object with a weak reference for another thread.
fn weak<C: Count>() -> Pointer<C> {
    let block = Block::<C>::allocate();
    block.add_weak();
    block
}

fn write_and_release<const THREAD: usize, C: Count>(block: &Block<C>) {
    block.write(THREAD);
    block.release();
}

fn read_and_release<C: Count>(block: &Block<C>) {
    block.read();
    block.release();
}

fn clone_and_release<C: Count>(block: &Block<C>) {
    block.add_ref();
    read_and_release(block);
    read_and_release(block);
}

/// Also gives up the weak reference.
fn upgrade_and_release<C: Count>(block: &Block<C>) {
    if block.try_add_ref() {
        read_and_release(block);
    }
    block.release_weak();
}
