//! The office's own settings.

use crate::{all_is_read_again, on_both, someone, stage::*, stranger};
use app::{
    desk::{
        PlanDesk, SeekerDesk, StaffDesk,
        error::DeskError,
        plan::{CounterWords, DatedSetting, OfficeChange, OfficeText},
        staff::Actor,
    },
    domain::{
        ids::{CounterId, HostId},
        kind::Kind,
        meeting::Joining,
        role::Role,
    },
    i18n::Locale,
};
use uuid::Uuid;

fn dated(from: &str, horizon_days: u16) -> DatedSetting {
    DatedSetting {
        from: from.parse().unwrap(),
        cut_off_days: 3,
        cut_off_time: "17:00:00".parse().unwrap(),
        hold_minutes: 15,
        offer_minutes: 20,
        horizon_days,
        most_live: None,
    }
}

/// Makes the change and waits until every page shows it.
pub async fn change(stage: &Stage, me: &app::desk::staff::Actor, change: OfficeChange) {
    let mut heard = stage.desk.live.of_id(stage.office).await.unwrap().listen();
    stage.desk.change_office(me, change).await.unwrap();
    all_is_read_again(&mut heard).await;
}

on_both! {
    async fn a_dated_setting_holds_from_its_day_and_moves_no_booking(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let (ten, eleven) = (span("2026-12-07 10:00", 30), span("2026-12-07 11:00", 30));
        stage.counter_at(&[ten, eleven, span("2026-12-04 10:00", 30)]).await;
        let booked = stage.book(1, ten).await;
        assert_eq!(booked.deadline, at("2026-12-03 23:59") + millis(59_000));
        change(stage, &me, OfficeChange::Setting(dated("2026-12-07", 60))).await;
        let later = stage.hold(2, eleven).await.unwrap();
        assert_eq!(later.deadline, at("2026-12-02 17:00") + millis(59_000), "three office days ahead, to the end of the minute");
        assert_eq!(stage.see(&booked.token).await.unwrap().deadline, booked.deadline);
        let earlier = stage.hold(3, span("2026-12-04 10:00", 30)).await.unwrap();
        assert_eq!(earlier.deadline, at("2026-12-02 23:59") + millis(59_000), "not in force on that day");
        change(stage, &me, OfficeChange::DropSetting { from: "2026-12-07".parse().unwrap() }).await;
        assert_eq!(stage.desk.settings(&me).await.unwrap().dated.len(), 1);
    }

    async fn the_public_is_offered_nothing_beyond_the_horizon(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let (near, far) = (span("2026-12-08 10:00", 30), span("2026-12-09 10:00", 30));
        stage.counter_at(&[near, far]).await;
        let calendar = async || {
            let all = stage.desk.calendar(SLUG, Kind::Consultation, None, 31, Locale::ja).await.unwrap();
            all.days.iter().map(|day| day.times.len()).sum::<usize>()
        };
        assert_eq!(calendar().await, 2);
        change(stage, &me, OfficeChange::Setting(DatedSetting { cut_off_days: 2, ..dated("2026-11-24", 14) })).await;
        assert_eq!(calendar().await, 1);
        assert_eq!(stage.desk.nearest(SLUG, Kind::Consultation, far, 5).await.unwrap().len(), 1);
        assert_eq!(stage.hold(1, far).await.err(), Some(DeskError::SeatTaken));
        let booked = stage.book(2, near).await;
        assert_eq!(stage.desk.reschedule(&booked.token, far).await.err(), Some(DeskError::SeatTaken));
        stage.advance_to(at("2026-11-25 00:00"));
        assert_eq!(calendar().await, 2, "the next day reaches further");
        stage.hold(1, far).await.unwrap();
    }

    async fn words_and_phone_are_seen_at_once(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let seen = async |lang| stage.desk.office(SLUG, lang).await.unwrap();
        assert_eq!(seen(Locale::en).await.name, "Hello Work Niitsu");
        change(stage, &me, OfficeChange::Phone { phone: "０２５０−２２−２２３３".to_owned() }).await;
        assert_eq!(seen(Locale::ja).await.phone, "0250-22-2233");
        let text = OfficeText { lang: "en".to_owned(), ..OfficeText::default() };
        change(stage, &me, OfficeChange::Text(text.clone())).await;
        let english = seen(Locale::en).await;
        assert_eq!((english.name.as_str(), english.fallback), ("ハローワーク新津", true), "Japanese in place of none");
        let half = OfficeChange::Text(OfficeText { name: "Niitsu".to_owned(), ..text.clone() });
        assert_eq!(stage.desk.change_office(&me, half).await, Err(DeskError::Mend));
        let none = OfficeChange::Text(OfficeText { lang: "ja".to_owned(), ..text });
        assert_eq!(stage.desk.change_office(&me, none).await, Err(DeskError::Mend), "Japanese is mandatory");
        assert_eq!(seen(Locale::ja).await.name, "ハローワーク新津");
    }

    async fn a_host_is_one_user_and_no_other_offices(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let user = |text: &str| Some(text.to_owned());
        let add = |name: &str, user| OfficeChange::AddHost { name: name.to_owned(), user };
        change(stage, &me, add("Zoom 1", user("host1@example.jp"))).await;
        change(stage, &me, add("Zoom 2", None)).await;
        change(stage, &me, add("Zoom 3", None)).await;
        let hosts = stage.desk.settings(&me).await.unwrap().hosts;
        assert_eq!(hosts.iter().map(|host| host.user.as_deref()).collect::<Vec<_>>(), [Some("host1@example.jp"), None, None]);
        let described = |host, user| OfficeChange::Host { host, name: "Zoom".to_owned(), user };
        for (host, wrong) in [(hosts[1].id, "host1@example.jp"), (hosts[1].id, "窓口"), (hosts[0].id, "a/b")] {
            assert_eq!(stage.desk.change_office(&me, described(host, user(wrong))).await, Err(DeskError::Mend), "{wrong}");
        }
        assert_eq!(stage.desk.change_office(&me, add("Zoom 4", user("host1@example.jp"))).await, Err(DeskError::Mend));
        change(stage, &me, described(hosts[0].id, user("host1@example.jp"))).await;
        change(stage, &me, described(hosts[0].id, None)).await;
        change(stage, &me, described(hosts[1].id, user("host1@example.jp"))).await;
        let foreign = described(HostId(Uuid::now_v7()), None);
        assert_eq!(stage.desk.change_office(&me, foreign).await, Err(DeskError::NotFound));
        let other = someone(stage, "elsewhere", Role::Administrator).await;
        let other = Actor { office: stage.beside().await.office, ..other };
        let taken = described(hosts[1].id, None);
        assert_eq!(stage.desk.change_office(&other, taken).await, Err(DeskError::NotFound));
    }

    async fn a_host_is_taken_out_when_nothing_needs_it(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        change(stage, &me, OfficeChange::AddHost { name: "Zoom 1".to_owned(), user: None }).await;
        let hosts = async || stage.desk.settings(&me).await.unwrap().hosts;
        let host = hosts().await[0].id;
        let ten = span("2026-12-01 10:00", 30);
        let counter = stage.counter(Some(host.0)).await;
        stage.slot(counter, ten).await;
        let booked = stage.book(1, ten).await;
        assert_eq!(hosts().await[0].counters, 1);
        let remove = OfficeChange::RemoveHost { host };
        let refused = async || stage.desk.change_office(&me, remove.clone()).await.err();
        assert_eq!(refused().await, Some(DeskError::Conflict), "a counter has it");
        let words =
            CounterWords { name: "1番".to_owned(), kinds: vec![Kind::Consultation], host: None, place: None, fixed: None };
        change(stage, &me, OfficeChange::Counter { counter: CounterId(counter), words }).await;
        assert_eq!(refused().await, Some(DeskError::Conflict), "a booking waits for its meeting");
        stage.desk.cancel(&booked.token, String::new()).await.unwrap();
        let other = Actor { office: stage.beside().await.office, ..me.clone() };
        assert_eq!(stage.desk.change_office(&other, remove.clone()).await, Err(DeskError::NotFound));
        change(stage, &me, remove.clone()).await;
        assert!(hosts().await.is_empty());
        assert_eq!(refused().await, Some(DeskError::NotFound));
    }

    async fn a_counter_has_a_fixed_meeting_or_none(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let counter = CounterId(stage.counter(None).await);
        let described = |fixed| {
            let kinds = vec![Kind::Consultation];
            let words = CounterWords { name: "1番".to_owned(), kinds, host: None, place: None, fixed };
            OfficeChange::Counter { counter, words }
        };
        let fixed = Joining::read("123 4567 8901", "ab1", "https://zoom.us/j/12345678901").unwrap();
        change(stage, &me, described(Some(fixed.clone()))).await;
        assert_eq!(stage.desk.settings(&me).await.unwrap().counters[0].fixed, Some(fixed.clone()));
        let wrong = Joining { url: "javascript:alert(1)".to_owned(), ..fixed };
        assert_eq!(stage.desk.change_office(&me, described(Some(wrong))).await, Err(DeskError::Mend));
        change(stage, &me, described(None)).await;
        assert_eq!(stage.desk.settings(&me).await.unwrap().counters[0].fixed, None);
    }

    async fn a_counter_is_added_described_moved_and_closed(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let ten = span("2026-12-01 10:00", 30);
        let old = CounterId(stage.counter_at(&[ten]).await);
        change(stage, &me, OfficeChange::AddHost { name: "Zoom 1".to_owned(), user: None }).await;
        change(stage, &me, OfficeChange::AddCounter { name: "2番".to_owned(), place: None }).await;
        let seen = stage.desk.settings(&me).await.unwrap();
        let (new, host) = (seen.counters[1].id, seen.hosts[0].id);
        assert_eq!(seen.counters[1].kinds, [Kind::Consultation]);
        let described = |host, kinds| {
            let words = CounterWords { name: "奥の窓口".to_owned(), kinds, host, place: None, fixed: None };
            OfficeChange::Counter { counter: new, words }
        };
        change(stage, &me, described(Some(host), vec![Kind::Consultation])).await;
        assert_eq!(stage.desk.change_office(&me, described(None, vec![Kind::Interview])).await, Err(DeskError::Mend), "not offered");
        let foreign = described(Some(HostId(Uuid::now_v7())), vec![Kind::Consultation]);
        assert_eq!(stage.desk.change_office(&me, foreign).await, Err(DeskError::NotFound));
        change(stage, &me, OfficeChange::MoveCounter { counter: new, up: true }).await;
        let names: Vec<_> = stage.desk.settings(&me).await.unwrap().counters.into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["奥の窓口", "1番"]);

        let booked = stage.book(1, ten).await;
        let close = OfficeChange::CloseCounter { counter: old };
        assert_eq!(stage.desk.change_office(&me, close.clone()).await, Err(DeskError::Conflict), "somebody is to come");
        stage.desk.cancel(&booked.token, String::new()).await.unwrap();
        change(stage, &me, close).await;
        assert_eq!(stage.hold(2, ten).await.err(), Some(DeskError::SeatTaken));
        let opened = stage.desk.open_slot(&me, old, span("2026-12-01 14:00", 30)).await;
        assert_eq!(opened, Err(DeskError::NotFound));
        change(stage, &me, OfficeChange::ReopenCounter { counter: old }).await;
        stage.desk.open_slot(&me, old, ten).await.unwrap();
    }

    async fn kinds_that_are_not_offered_leave_the_counters(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        stage.counter_at(&[span("2026-12-01 10:00", 30)]).await;
        let kinds = vec![(Kind::Placement, 20), (Kind::Interview, 30)];
        change(stage, &me, OfficeChange::Kinds { kinds: kinds.clone() }).await;
        assert_eq!(stage.desk.office(SLUG, Locale::ja).await.unwrap().kinds, kinds);
        assert!(stage.desk.settings(&me).await.unwrap().counters[0].kinds.is_empty());
        assert_eq!(stage.hold(1, span("2026-12-01 10:00", 30)).await.err(), Some(DeskError::SeatTaken));
        let none = OfficeChange::Kinds { kinds: Vec::new() };
        assert_eq!(stage.desk.change_office(&me, none).await, Err(DeskError::Mend));
    }

    async fn what_cannot_be_is_refused_and_other_offices_are_not_there(stage) {
        let me = someone(stage, "boss", Role::Administrator).await;
        let manager = someone(stage, "manager", Role::Manager).await;
        let elsewhere = stranger(stage).await;
        let counter = CounterId(stage.counter(None).await);
        let refused = [
            OfficeChange::Phone { phone: "119x".to_owned() },
            OfficeChange::Setting(dated("2026-11-23", 60)),
            OfficeChange::Setting(dated("2026-12-01", 0)),
            OfficeChange::Setting(DatedSetting { offer_minutes: 5, ..dated("2026-12-01", 60) }),
            OfficeChange::Setting(DatedSetting { hold_minutes: 90, ..dated("2026-12-01", 60) }),
            OfficeChange::DropSetting { from: "2020-01-01".parse().unwrap() },
            OfficeChange::AddCounter { name: " ".to_owned(), place: None },
            OfficeChange::Kinds { kinds: vec![(Kind::Consultation, 45)] },
        ];
        for change in refused {
            assert_eq!(stage.desk.change_office(&me, change.clone()).await, Err(DeskError::Mend), "{change:?}");
            assert_eq!(stage.desk.change_office(&manager, change).await, Err(DeskError::NotFound), "not a task of theirs");
        }
        for change in [OfficeChange::CloseCounter { counter }, OfficeChange::MoveCounter { counter, up: true }] {
            assert_eq!(stage.desk.change_office(&elsewhere, change).await, Err(DeskError::NotFound));
        }
        assert_eq!(stage.desk.settings(&manager).await.err(), Some(DeskError::NotFound));
    }
}
