//! What a run found.

use std::collections::BTreeMap;
use std::fmt;

/// A rule that the kit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// Every IID of the list, and `IUnknown`, is answered by `S_OK` and a pointer.
    Answers,
    /// `IUnknown` is the same pointer from every interface.
    Identity,
    /// What is answered once is answered always, and what is refused once is refused always.
    StaticSet,
    /// Each interface answers for itself.
    Reflexive,
    /// If A answers for B then B answers for A.
    Symmetric,
    /// If A answers for B and B for C then A answers for C.
    Transitive,
    /// An IID that the object does not have is `E_NOINTERFACE` and NULL.
    UnknownIid,
    /// No place for the result is `E_POINTER`.
    NullResult,
    /// No IID is a failure and NULL.
    NullIid,
    /// `AddRef` and `Release` move the count by one, `QueryInterface` adds one, and nothing is left at the end.
    Counts,
    /// Classic COM has no `IInspectable`.
    Inspectable,
    /// `IAgileObject` is answered by objects that any thread may call, and by no other.
    Agility,
    /// A weak reference has an identity of its own and leads to the object.
    Weak,
    /// The last release ends the object, and weak references to it resolve to NULL.
    End,
    /// Under several threads no reference is lost and no answer changes.
    Hammer,
    /// Each slot leads to its method.
    Slots,
    /// NULL where the IDL allows none is refused before the method runs.
    NullArgument,
    /// Every `[out]` is zero when a method fails.
    Outs,
    /// A method that fails says so with its own HRESULT.
    Failure,
    /// A panic is an HRESULT, and the object works afterwards.
    Panic,
    /// A method of an apartment's object is `RPC_E_WRONG_THREAD` on other threads.
    Threads,
}

impl Rule {
    /// Every rule, in the order of the report.
    pub const ALL: &'static [Self] = &[
        Self::Answers,
        Self::Identity,
        Self::StaticSet,
        Self::Reflexive,
        Self::Symmetric,
        Self::Transitive,
        Self::UnknownIid,
        Self::NullResult,
        Self::NullIid,
        Self::Counts,
        Self::Inspectable,
        Self::Agility,
        Self::Weak,
        Self::End,
        Self::Hammer,
        Self::Slots,
        Self::NullArgument,
        Self::Outs,
        Self::Failure,
        Self::Panic,
        Self::Threads,
    ];

    /// The rule in a few words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Answers => "the listed interfaces are answered",
            Self::Identity => "IUnknown is one pointer",
            Self::StaticSet => "the set of interfaces never changes",
            Self::Reflexive => "each interface answers for itself",
            Self::Symmetric => "QueryInterface is symmetric",
            Self::Transitive => "QueryInterface is transitive",
            Self::UnknownIid => "an unknown IID is E_NOINTERFACE and NULL",
            Self::NullResult => "a NULL place for the result is E_POINTER",
            Self::NullIid => "a NULL IID is refused",
            Self::Counts => "references are counted one by one",
            Self::Inspectable => "no IInspectable on classic COM",
            Self::Agility => "IAgileObject is no false claim",
            Self::Weak => "weak references lead to the object",
            Self::End => "the last release ends the object",
            Self::Hammer => "several threads lose no reference",
            Self::Slots => "each slot leads to its method",
            Self::NullArgument => "NULL is refused before the method runs",
            Self::Outs => "a failure leaves every [out] zero",
            Self::Failure => "a failure keeps its HRESULT",
            Self::Panic => "a panic stays inside",
            Self::Threads => "an apartment's object refuses other threads",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// A rule and a sentence about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What was found where it is broken; the reason where it was not checked.
    pub text: String,
}

/// What a run found: the rules that hold, those that are broken, and those that it did not check.
///
/// `Display` prints all three.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Report {
    checks: BTreeMap<Rule, u32>,
    broken: Vec<Finding>,
    /// Parts that were left out by name.
    left_out: Vec<Finding>,
    /// Why a rule that no run looked at was not looked at.
    not_reached: BTreeMap<Rule, &'static str>,
}

/// How many findings of one rule are printed.
const SHOWN: usize = 8;

impl Report {
    /// Whether no rule is broken.
    pub fn is_good(&self) -> bool {
        self.broken.is_empty()
    }

    /// Every breach, in the order of its discovery.
    pub fn broken(&self) -> &[Finding] {
        &self.broken
    }

    /// Whether this rule is broken.
    pub fn breaks(&self, rule: Rule) -> bool {
        self.broken.iter().any(|finding| finding.rule == rule)
    }

    /// What was not checked, and why: rules, and parts of rules.
    pub fn unchecked(&self) -> Vec<Finding> {
        let not_reached = self.not_reached.iter().filter(|(rule, _)| self.checks(**rule) == 0);
        let not_reached =
            not_reached.map(|(rule, reason)| Finding { rule: *rule, text: (*reason).to_owned() });
        self.left_out.iter().cloned().chain(not_reached).collect()
    }

    /// How often a rule was looked at.
    pub fn checks(&self, rule: Rule) -> u32 {
        self.checks.get(&rule).copied().unwrap_or(0)
    }

    /// Adds what another run found.
    pub fn absorb(&mut self, other: Self) {
        for (rule, count) in other.checks {
            *self.checks.entry(rule).or_default() += count;
        }
        self.broken.extend(other.broken);
        for finding in other.left_out {
            self.leave_out(finding.rule, finding.text);
        }
        for (rule, reason) in other.not_reached {
            self.not_reached.entry(rule).or_insert(reason);
        }
    }

    /// Prints what was not checked, and panics with the whole report if a rule is broken.
    ///
    /// # Panics
    ///
    /// A rule is broken.
    #[allow(clippy::print_stderr, reason = "what was not checked is always said")]
    pub fn assert(&self) {
        assert!(self.is_good(), "the object breaks the rules of COM\n{self}");
        eprint!("{}", Unchecked(self));
    }

    /// Notes that a rule was looked at and holds if `holds`.
    pub(super) fn check(&mut self, rule: Rule, holds: bool, found: impl FnOnce() -> String) {
        *self.checks.entry(rule).or_default() += 1;
        if !holds {
            let finding = Finding { rule, text: found() };
            if !self.broken.contains(&finding) {
                self.broken.push(finding);
            }
        }
    }

    /// Takes back what was noted of a rule.
    pub(super) fn forget(&mut self, rule: Rule) {
        self.checks.remove(&rule);
        self.broken.retain(|finding| finding.rule != rule);
    }

    /// Notes that a rule, or a part of it, was not checked.
    pub(super) fn leave_out(&mut self, rule: Rule, reason: impl Into<String>) {
        let finding = Finding { rule, text: reason.into() };
        if !self.left_out.contains(&finding) {
            self.left_out.push(finding);
        }
    }

    /// Says why, should a rule be neither looked at nor left out by name.
    pub(super) fn leave_out_the_rest(&mut self, reason: impl Fn(Rule) -> &'static str) {
        for &rule in Rule::ALL {
            if self.left_out.iter().all(|finding| finding.rule != rule) {
                self.not_reached.insert(rule, reason(rule));
            }
        }
    }
}

/// Findings by their rules, a few of each.
fn list(findings: &[Finding], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for &rule in Rule::ALL {
        let mut of_rule = findings.iter().filter(|finding| finding.rule == rule);
        for finding in of_rule.by_ref().take(SHOWN) {
            writeln!(f, "  {rule}: {}", finding.text)?;
        }
        let more = of_rule.count();
        if more > 0 {
            writeln!(f, "  {rule}: and {more} more")?;
        }
    }
    Ok(())
}

struct Unchecked<'r>(&'r Report);

impl fmt::Display for Unchecked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unchecked = self.0.unchecked();
        if unchecked.is_empty() {
            return Ok(());
        }
        writeln!(f, "not checked:")?;
        list(&unchecked, f)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = || self.checks.iter().filter(|(rule, _)| !self.breaks(**rule));
        if kept().next().is_some() {
            writeln!(f, "kept:")?;
        }
        for (rule, checks) in kept() {
            writeln!(f, "  {rule} ({checks})")?;
        }
        if !self.broken.is_empty() {
            writeln!(f, "broken:")?;
            list(&self.broken, f)?;
        }
        Unchecked(self).fmt(f)
    }
}
