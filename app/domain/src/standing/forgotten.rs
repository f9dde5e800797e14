//! What stays of a matter when its time is over (Duty to forget): its ground, its days, its moments, who of the office acted.

use super::{Act, Decision, Draft, Standing, Written};

/// In the place of words that are gone: a decision always has some.
const GONE: &str = "—";

fn gone() -> String {
    GONE.to_owned()
}

impl Draft {
    pub fn without_words(self) -> Draft {
        Draft { reason: gone(), message: gone(), ..self }
    }
}

impl Decision {
    fn without_words(self) -> Decision {
        Decision(Written { reason: gone(), message: gone(), ..self.0 })
    }
}

impl Act {
    fn without_words(self) -> Act {
        Act { why: gone(), ..self }
    }
}

impl Standing {
    pub fn without_words(self) -> Standing {
        match self {
            Standing::Proposed { proposal } => Standing::Proposed { proposal },
            Standing::Dismissed { proposal, act } => Standing::Dismissed { proposal, act: act.without_words() },
            Standing::Decided { decision, proposal } => {
                Standing::Decided { decision: decision.without_words(), proposal }
            }
            Standing::Lifted { decision, proposal, act } => {
                Standing::Lifted { decision: decision.without_words(), proposal, act: act.without_words() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Ground, Proposal, Window},
        *,
    };
    use crate::{ids::StaffId, time::Instant};
    use uuid::Uuid;

    #[test]
    fn the_words_go_and_what_was_decided_is_read_as_before() {
        let at: Instant = "2026-12-01T03:00:00Z".parse().unwrap();
        let written = Written {
            ground: Ground::Conduct,
            reason: "鳥居さんが職員をおどした".to_owned(),
            message: "鳥居様 ご利用いただけません".to_owned(),
            decided_by: StaffId(Uuid::from_u128(1)),
            reviewed_by: StaffId(Uuid::from_u128(2)),
            decided_at: at,
            from: "2026-12-01".parse().unwrap(),
            until: "2027-02-28".parse().unwrap(),
        };
        let decided = Standing::for_conduct(Decision::new(written).unwrap()).unwrap();
        let act = Act { at, by: StaffId(Uuid::from_u128(2)), why: "鳥居さんの申立て".to_owned() };
        let lifted = decided.clone().lift(act.clone()).unwrap();
        let proposal = Proposal { window: Window::default(), silences: Vec::new(), on: "2026-12-01".parse().unwrap() };
        let dismissed = Standing::Dismissed { proposal, act };
        for matter in [decided, lifted, dismissed] {
            let silent = matter.clone().without_words();
            let kept = serde_json::to_string(&silent).unwrap();
            assert!(!kept.contains("鳥居"), "{kept}");
            assert_eq!(serde_json::from_str::<Standing>(&kept).unwrap(), silent);
            let day = "2026-12-01".parse().unwrap();
            assert_eq!((silent.in_force(day), silent.answered()), (matter.in_force(day), matter.answered()));
        }
    }
}
