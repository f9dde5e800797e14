//! What a mail to the office brings about by itself, and what waits in the tray (受信トレイ) until staff have read it.
//!
//! A reply confirms a booking by telephone (Art. 6(4), R3) if it answers a letter that asks for one, comes from the address that
//! letter went to, and arrived by the deadline. A report that a letter came back puts the booking back (R2). Nothing else
//! that arrives changes anything, but that a wish on the waiting list sleeps whose letter came back (`waiting.rs`).

use super::{
    booking::{NotPossible, Receipt, State},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// What kind of mail it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A person wrote it, as far as can be seen.
    Written,
    /// A mail server reports that a letter did not arrive (RFC 3464, `Action: failed`).
    Failure,
    /// A machine wrote it (RFC 3834): an absence notice, a list, a report of another outcome.
    Automatic,
    /// It cannot be read.
    Unreadable,
}

/// The letter that a mail names, and its booking.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// It went to the seeker, not to an employer.
    pub to_seeker: bool,
    /// It asks for a reply (Art. 6(4)).
    pub asks_reply: bool,
    /// Its receipt proves the booking's (R2).
    pub proves_receipt: bool,
    /// It went to the address that the booking has now.
    pub is_current: bool,
    /// The mail comes from that address.
    pub from_seeker: bool,
    pub state: &'a State,
    pub deadline: Instant,
    /// When the mail arrived in the office's mailbox.
    pub arrived: Instant,
}

/// What came of a mail. The word is that of the database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is the reply: the booking is confirmed (R3).
    Confirmed,
    /// The letter came back: the booking awaits its mail again (R2).
    PutBack,
    /// A machine wrote it, and it changes nothing.
    Ignored,
    /// A letter to somebody on the waiting list came back: nothing more is offered to that address.
    WishAsleep,
    /// It answers a letter that asked for no reply.
    OtherLetter,
    /// It answers our letter, but comes from another address (R3).
    OtherSender,
    /// It names no letter of ours.
    Unmatched,
    /// The booking awaits no reply.
    NotAwaited,
    /// It came after the deadline, or was read after it: the booking is void.
    Late,
    /// The letter did not arrive, and that changes nothing by itself: somebody has to call.
    Undelivered,
    /// It cannot be read here.
    Unreadable,
}

impl Verdict {
    pub const ALL: [Verdict; 11] = [
        Verdict::Confirmed,
        Verdict::PutBack,
        Verdict::Ignored,
        Verdict::WishAsleep,
        Verdict::OtherLetter,
        Verdict::OtherSender,
        Verdict::Unmatched,
        Verdict::NotAwaited,
        Verdict::Late,
        Verdict::Undelivered,
        Verdict::Unreadable,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::PutBack => "put_back",
            Verdict::Ignored => "ignored",
            Verdict::WishAsleep => "wish_asleep",
            Verdict::OtherLetter => "other_letter",
            Verdict::OtherSender => "other_sender",
            Verdict::Unmatched => "unmatched",
            Verdict::NotAwaited => "not_awaited",
            Verdict::Late => "late",
            Verdict::Undelivered => "undelivered",
            Verdict::Unreadable => "unreadable",
        }
    }

    pub fn of_word(word: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Whether it lies in the tray until staff have read it.
    pub fn waits(self) -> bool {
        !matches!(self, Verdict::Confirmed | Verdict::PutBack | Verdict::Ignored | Verdict::WishAsleep)
    }

    /// Whether a person's words are in it. What a machine wrote is kept no longer than it is judged.
    pub fn keeps_text(self) -> bool {
        !matches!(self, Verdict::PutBack | Verdict::Ignored | Verdict::WishAsleep)
    }

    /// Whether staff may say whose reply it is: a person may have written it, to whatever letter.
    pub fn may_be_a_reply(self) -> bool {
        use Verdict::{Late, NotAwaited, OtherLetter, OtherSender, Unmatched};
        matches!(self, OtherLetter | OtherSender | Unmatched | NotAwaited | Late)
    }

    /// Whether staff may say that it is the reply after all, where they know its sender.
    pub fn may_count(self) -> bool {
        matches!(self, Verdict::OtherLetter | Verdict::OtherSender)
    }
}

/// What comes of a mail. `named`: the letter of ours that it names.
pub fn judge(sort: Sort, named: Option<Named<'_>>) -> Verdict {
    match (sort, named) {
        (Sort::Automatic, _) => Verdict::Ignored,
        (Sort::Unreadable, _) => Verdict::Unreadable,
        (_, None) => Verdict::Unmatched,
        (Sort::Failure, Some(named)) => failure(&named),
        (Sort::Written, Some(named)) => reply(&named),
    }
}

/// The booking's state if a mail is its reply in the word of staff (R3). It counts by the moment it arrived, and answers nothing
/// of a booking that was taken after that.
///
/// # Errors
/// `DeadlinePassed`; `WrongState`: no reply is awaited, or was not when it came.
pub fn counted(state: State, arrived: Instant, message_id: &str, deadline: Instant) -> Result<State, NotPossible> {
    match state {
        State::AwaitingReply { since } if since <= arrived => {
            state.receive(arrived, Receipt::Reply { message_id: message_id.to_owned() }, deadline)
        }
        State::Void { .. } => Err(NotPossible::DeadlinePassed),
        _ => Err(NotPossible::WrongState),
    }
}

/// What comes of a mail that names a letter about a wish on the waiting list. `sleeps`: its coming back puts a wish to sleep. A
/// wish is answered by a press, so what a person writes is for a person to read.
pub fn judge_of_wish(sort: Sort, sleeps: bool) -> Verdict {
    match sort {
        Sort::Failure if sleeps => Verdict::WishAsleep,
        Sort::Failure | Sort::Automatic => Verdict::Ignored,
        Sort::Written => Verdict::OtherLetter,
        Sort::Unreadable => Verdict::Unreadable,
    }
}

fn reply(named: &Named<'_>) -> Verdict {
    if named.to_seeker && !named.from_seeker {
        return Verdict::OtherSender;
    }
    if !named.to_seeker || !named.asks_reply {
        return Verdict::OtherLetter;
    }
    match named.state {
        State::AwaitingReply { .. } if named.arrived <= named.deadline => Verdict::Confirmed,
        State::AwaitingReply { .. } | State::Void { .. } => Verdict::Late,
        _ => Verdict::NotAwaited,
    }
}

fn failure(named: &Named<'_>) -> Verdict {
    match named.state {
        State::AwaitingMail { .. } | State::Confirmed { by: Receipt::MailServer { .. }, .. }
            if named.to_seeker && named.proves_receipt && named.is_current =>
        {
            Verdict::PutBack
        }
        state if state.is_live() => Verdict::Undelivered,
        _ => Verdict::Ignored,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(seconds: i64) -> Instant {
        let start: Instant = "2026-12-01T01:00:00Z".parse().unwrap();
        start + chrono::TimeDelta::seconds(seconds)
    }

    fn awaits() -> State {
        State::AwaitingReply { since: at(-900) }
    }

    fn accepted() -> State {
        State::Confirmed { at: at(-900), by: Receipt::MailServer { server: String::new(), reply: String::new() } }
    }

    /// The letter that asks for a reply, to the address that the booking has, answered from there in time.
    fn named(state: &State) -> Named<'_> {
        Named {
            to_seeker: true,
            asks_reply: true,
            proves_receipt: true,
            is_current: true,
            from_seeker: true,
            state,
            deadline: at(0),
            arrived: at(0),
        }
    }

    enum But {
        Nothing,
        ASecondLate,
        FromElsewhere,
        AsksNoReply,
        ToAnEmployer,
        ProvesNothing,
        AddressMended,
    }

    fn named_but(state: &State, but: But) -> Named<'_> {
        let named = named(state);
        match but {
            But::Nothing => named,
            But::ASecondLate => Named { arrived: at(1), ..named },
            But::FromElsewhere => Named { from_seeker: false, ..named },
            But::AsksNoReply => Named { asks_reply: false, ..named },
            But::ToAnEmployer => Named { to_seeker: false, ..named },
            But::ProvesNothing => Named { proves_receipt: false, ..named },
            But::AddressMended => Named { is_current: false, ..named },
        }
    }

    #[rstest]
    #[case::in_time(awaits(), But::Nothing, Verdict::Confirmed)]
    #[case::a_second_late(awaits(), But::ASecondLate, Verdict::Late)]
    #[case::read_too_late(State::Void { at: at(1) }, But::Nothing, Verdict::Late)]
    #[case::from_elsewhere(awaits(), But::FromElsewhere, Verdict::OtherSender)]
    #[case::to_another_letter(awaits(), But::AsksNoReply, Verdict::OtherLetter)]
    #[case::of_an_employer(awaits(), But::ToAnEmployer, Verdict::OtherLetter)]
    #[case::confirmed_before(accepted(), But::Nothing, Verdict::NotAwaited)]
    #[case::awaits_its_mail(State::AwaitingMail { since: at(-9), refused: None }, But::Nothing, Verdict::NotAwaited)]
    #[case::over(State::Attended { at: at(1) }, But::Nothing, Verdict::NotAwaited)]
    fn a_reply(#[case] state: State, #[case] but: But, #[case] verdict: Verdict) {
        assert_eq!(judge(Sort::Written, Some(named_but(&state, but))), verdict);
    }

    #[rstest]
    #[case::received(accepted(), But::Nothing, Verdict::PutBack)]
    #[case::awaits_its_mail(State::AwaitingMail { since: at(-9), refused: None }, But::Nothing, Verdict::PutBack)]
    #[case::pressed_since(State::Confirmed { at: at(-9), by: Receipt::Button }, But::Nothing, Verdict::Undelivered)]
    #[case::proves_nothing(accepted(), But::ProvesNothing, Verdict::Undelivered)]
    #[case::mended_since(accepted(), But::AddressMended, Verdict::Undelivered)]
    #[case::of_an_employer(accepted(), But::ToAnEmployer, Verdict::Undelivered)]
    #[case::awaits_its_reply(awaits(), But::Nothing, Verdict::Undelivered)]
    #[case::over(State::Void { at: at(-9) }, But::Nothing, Verdict::Ignored)]
    fn a_report(#[case] state: State, #[case] but: But, #[case] verdict: Verdict) {
        assert_eq!(judge(Sort::Failure, Some(named_but(&state, but))), verdict);
    }

    #[test]
    fn what_names_no_letter_waits_unless_a_machine_wrote_it() {
        assert_eq!(judge(Sort::Written, None), Verdict::Unmatched);
        assert_eq!(judge(Sort::Failure, None), Verdict::Unmatched);
        assert_eq!(judge(Sort::Unreadable, None), Verdict::Unreadable);
        let state = awaits();
        assert_eq!(judge(Sort::Automatic, Some(named(&state))), Verdict::Ignored);
        assert_eq!(judge(Sort::Automatic, None), Verdict::Ignored);
    }

    #[rstest]
    #[case::in_time(awaits(), at(0), Ok(()))]
    #[case::as_it_was_taken(awaits(), at(-900), Ok(()))]
    #[case::before_it_was_taken(awaits(), at(-901), Err(NotPossible::WrongState))]
    #[case::a_second_late(awaits(), at(1), Err(NotPossible::DeadlinePassed))]
    #[case::void(State::Void { at: at(1) }, at(0), Err(NotPossible::DeadlinePassed))]
    #[case::confirmed_before(accepted(), at(0), Err(NotPossible::WrongState))]
    #[case::of_the_site(State::AwaitingMail { since: at(-9), refused: None }, at(0), Err(NotPossible::WrongState))]
    #[case::over(State::Attended { at: at(1) }, at(0), Err(NotPossible::WrongState))]
    fn a_reply_in_the_word_of_staff(
        #[case] state: State,
        #[case] arrived: Instant,
        #[case] answer: Result<(), NotPossible>,
    ) {
        let confirmed = State::Confirmed { at: arrived, by: Receipt::Reply { message_id: "1@x".to_owned() } };
        assert_eq!(counted(state, arrived, "1@x", at(0)), answer.map(|()| confirmed));
    }

    #[rstest]
    #[case(Sort::Failure, true, Verdict::WishAsleep)]
    #[case::it_waits_no_more(Sort::Failure, false, Verdict::Ignored)]
    #[case(Sort::Automatic, false, Verdict::Ignored)]
    #[case::a_yes_by_mail(Sort::Written, false, Verdict::OtherLetter)]
    #[case(Sort::Unreadable, false, Verdict::Unreadable)]
    fn a_mail_about_a_wish(#[case] sort: Sort, #[case] sleeps: bool, #[case] verdict: Verdict) {
        assert_eq!(judge_of_wish(sort, sleeps), verdict);
    }

    #[test]
    fn a_word_names_its_verdict() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::of_word(verdict.word()), Some(verdict));
            assert_eq!(serde_json::to_value(verdict).ok(), Some(verdict.word().into()));
            assert!(!verdict.waits() || verdict.keeps_text(), "what waits can be read");
            assert!(verdict.waits() || !verdict.may_be_a_reply(), "what does not wait is nobody's to say");
            assert!(verdict.may_be_a_reply() || !verdict.may_count());
        }
        assert_eq!(Verdict::of_word("spam"), None);
    }
}
