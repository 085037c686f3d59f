//! Every interface of every IDL here.

use do_callback::conformance::{Probed, Report, Rule};

/// The run over each interface of a crate.
fn each(interfaces: &[Probed]) -> Vec<(&'static str, Report)> {
    interfaces.iter().map(|interface| (interface.name, (interface.check)())).collect()
}

/// Methods that were not called, for a reason of their own.
fn unprobed(reports: &[(&'static str, Report)]) -> Vec<String> {
    let unchecked = reports.iter().flat_map(|(_, report)| report.unchecked());
    let named = unchecked.filter(|finding| finding.rule == Rule::NullArgument);
    let mut lines: Vec<String> = named.map(|finding| finding.text).collect();
    lines.sort();
    lines.dedup();
    lines
}

/// Rules that nothing of an interface shows.
fn unseen(reports: &[(&'static str, Report)]) -> Vec<(&'static str, Rule)> {
    let of = |(name, report): &(&'static str, Report)| {
        let unseen = Rule::ALL.iter().filter(|rule| report.checks(**rule) == 0);
        unseen.map(|rule| (*name, *rule)).collect::<Vec<_>>()
    };
    reports.iter().flat_map(of).collect()
}

fn assert_good(reports: &[(&'static str, Report)]) {
    for (name, report) in reports {
        assert!(report.is_good(), "{name}\n{report}");
    }
}

/// Not under Miri, where it takes very long; the chains have each form of a parameter.
#[cfg(not(miri))]
#[test]
fn every_interface_of_the_api() {
    let reports = each(do_callback::probes::INTERFACES);
    assert_eq!(reports.len(), 19);
    assert_good(&reports);
    // They are told and tell nothing.
    let told = ["IBackgroundCopyCallback", "IDeliveryOptimizationJob"];
    assert_eq!(unseen(&reports), told.map(|name| (name, Rule::Outs)));
    assert_eq!(
        unprobed(&reports),
        [
            "IBackgroundCopyJob2::SetCredentials: `credentials`: its data holds pointers",
            "IBackgroundCopyJob::AddFileSet: `pFileSet`: its data holds pointers",
        ]
    );
}

/// The modules behind features.
#[cfg(not(miri))]
#[test]
fn every_interface_of_bits_and_of_downloads() {
    let bits = each(do_callback::bits::probes::INTERFACES);
    assert_good(&bits);
    let download = each(do_callback::download::probes::INTERFACES);
    assert_good(&download);
    assert_eq!((bits.len(), download.len()), (14, 4));
}

#[test]
fn every_interface_of_the_chains() {
    let reports = each(chains::probes::INTERFACES);
    assert_eq!(reports.len(), 14);
    assert_good(&reports);
    let told = ["IBerth", "IPilot", "ILookout", "ILookout2"];
    assert_eq!(unseen(&reports), told.map(|name| (name, Rule::Outs)));
    assert_eq!(
        unprobed(&reports),
        [
            "IBerth3::Locate: it returns a struct, or something with a pointer in it",
            "IBerth::Inspect: `pManifest`: its data holds pointers",
            "ICargo::GetCells: `pCells`: a `SAFEARRAY`",
            "IDispatch::GetIDsOfNames: `rgszNames`: its data holds pointers",
            "IDispatch::Invoke: `pDispParams`: its data holds pointers",
            "ILookout2::Wreck: `pManifest`: its data holds pointers",
        ]
    );
}

/// The rows are there: a derived interface has those of its bases.
#[cfg(not(miri))]
#[test]
fn the_rows_of_a_derived_interface_are_those_of_its_bases_and_its_own() {
    let reports = each(chains::probes::INTERFACES);
    let checks = |name: &str, rule| {
        reports
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, report)| report.checks(rule))
            .unwrap()
    };
    let nulls = |name| checks(name, Rule::NullArgument);
    // Two stubs; two rows for each pointer that may not be NULL: the answer, and that nothing ran.
    assert_eq!(nulls("IPilot"), 2 * 2);
    assert_eq!(nulls("IVessel"), 2 * 2 * 9);
    assert_eq!(nulls("IVessel2"), 2 * 2 * (9 + 7));
    // Two codes for each method, as the IDL says and with NULL for each pointer that may be.
    assert_eq!(checks("IVessel2", Rule::Slots), 2 * 2 * (6 + 2 + 7 + 3));
}
