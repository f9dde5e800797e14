//! The live calendar: the page that stands open all day. News come by the event stream, the board is asked for again,
//! and only the blocks that changed are touched.

use crate::{
    desk::{
        Answer,
        board::{Board, Window},
    },
    domain::{ids::PlaceId, time},
    i18n::*,
    locale::{code, use_lang},
    staff::{
        bars::{Bars, HandTools},
        card::Card,
        frame::{Framed, Nav, Section, Top},
        grid::Grid,
        hand::Hand,
        keys::{KeyList, back_to_block, focus_calendar, has_focus, mark_open, set_stops, show_day, use_keys},
        open_times::NewSlotCard,
        outcome::{Heard, Unanswered},
        picture::{News, Picture},
        place::{Panel, Place},
        place_switch::PlaceSwitch,
        slot_card::SlotCard,
        words,
    },
    ui::live::{one_at_a_time, use_live},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

#[server]
pub async fn load_desk(lang: String, window: Window, on: Option<NaiveDate>) -> Answer<Framed<Board>> {
    use crate::request;
    let actor = request::staff_or_sign_in(&lang).await?;
    let board = request::desk()?.staff.board(&actor, window, on).await?;
    request::framed(&actor, &lang, board).await
}

/// How long an announcement stays to be read.
const ANNOUNCED: Duration = Duration::from_secs(20);

/// What of the calendar is in sight: which days, and of which place.
#[derive(Clone, Copy, PartialEq)]
struct Sight {
    window: Window,
    date: Option<NaiveDate>,
    only: Option<PlaceId>,
}

#[component]
pub fn Calendar() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let place = Memo::new(move |_| query.with(|query| Place::read(|name| query.get(name))));
    let sight =
        Memo::new(move |_| place.with(|place| Sight { window: place.window, date: place.date, only: place.only }));
    let page = Resource::new_blocking(
        move || sight.get(),
        move |sight| load_desk(code(lang).to_owned(), sight.window, sight.date),
    );
    let picture = Picture::new();
    let heard = Heard::provide();
    // The number the page was made with, the one it contains by now, and the last one heard of.
    let since = RwSignal::new(None::<i64>);
    let shown = StoredValue::new(0_i64);
    let last = StoredValue::new(0_i64);
    let said = RwSignal::new(String::new());
    let changes = RwSignal::new(0_u32);
    let hand = Hand::new(lang, picture, place, said);
    provide_context(hand);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(place) = hand.go.get() {
            navigate(&format!("/{}/desk{place}", code(lang)), NavigateOptions::default());
        }
    });

    let refetch = use_refetch(code(lang), sight, move |answer: Answer<Framed<Board>>| {
        let board = match answer {
            Ok(framed) => framed.page,
            Err(error) => return heard.tell(error, lang),
        };
        heard.answered();
        shown.set_value(board.seq);
        let had_focus = has_focus();
        let news = picture.take(board, sight.try_get_untracked().and_then(|sight| sight.only));
        if !news.is_empty() {
            announce(said, news.iter().map(|news| words_of_news(news, lang)).collect::<Vec<_>>().join(" "));
        }
        set_stops();
        request_animation_frame(move || {
            hand.mark();
            if let Some(place) = place.try_get_untracked() {
                mark_open(place.panel);
            }
            if hand.come_back.try_update_value(std::mem::take) == Some(true) {
                // A booking that was moved is in another block by now.
                back_to_block();
                focus_calendar();
            } else if had_focus {
                focus_calendar();
            }
        });
    });
    use_live(
        move || since.get().map(|seq| format!("/live/desk?after={seq}")),
        move |seq| {
            let seq = seq.parse().unwrap_or(i64::MAX);
            last.set_value(seq);
            if seq > shown.get_value() {
                changes.update(|count| *count += 1);
                refetch();
            }
        },
    );
    use_clock(picture.now);
    use_keys(hand);
    use_day_in_sight(picture, sight);
    // Whoever turns to other days, or comes here by a name, is on the calendar.
    // The frame that they turned away from.
    let named = place.with_untracked(|place| matches!(place.panel, Panel::Booking(_)));
    let turned = StoredValue::new(named.then_some(0_u32));
    Effect::new(move |before: Option<Sight>| {
        let now = sight.get();
        if before.is_some_and(|before| before != now) {
            turned.set_value(Some(picture.frame.with_untracked(|frame| frame.turn)));
        }
        now
    });
    Effect::new(move |_| {
        picture.frame.track();
        let panel = place.with(|place| place.panel);
        request_animation_frame(move || {
            set_stops();
            mark_open(panel);
            hand.mark();
            let drawn = picture.frame.try_with_untracked(|frame| frame.turn);
            let before = turned.try_get_value().flatten();
            if before.is_some_and(|before| drawn.is_some_and(|drawn| drawn > before)) {
                // Once more a frame later: the blocks of before are gone by then, and the focus with them.
                focus_calendar();
                request_animation_frame(move || {
                    turned.try_update_value(|turned| *turned = None);
                    focus_calendar();
                });
            }
        });
    });

    view! {
        <Title text=td_string!(lang, staff.calendar.title) />
        <div class="desk">
            <a class="unseen" href="#main" rel="external">{td_string!(lang, words.skip)}</a>
            <Transition>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(Framed { frame, page: board }) => {
                            shown.set_value(board.seq);
                            if since.get_untracked().is_none() {
                                since.set(Some(board.seq));
                            }
                            // News may have come while this board was on its way.
                            if board.seq < last.get_value() {
                                refetch();
                            }
                            picture.take(board, sight.get_untracked().only);
                            view! {
                                <Top picture=picture place=place frame=frame.clone() />
                                <Nav frame=frame current=Section::Calendar />
                                <main id="main" class="wide" tabindex="-1">
                                    <Tools picture=picture place=place hand=hand />
                                    <Shut picture=picture />
                                    <Grid picture=picture place=place hand=hand />
                                </main>
                                <Bars hand=hand />
                                {move || match place.with(|place| place.panel) {
                                    Panel::Slot(slot) => view! { <SlotCard picture=picture place=place id=slot /> }.into_any(),
                                    Panel::NewSlot => view! { <NewSlotCard picture=picture place=place /> }.into_any(),
                                    Panel::Booking(_) | Panel::Moving(..) | Panel::Nothing => ().into_any(),
                                }}
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Unanswered error=error /> }.into_any(),
                    }
                })}
            </Transition>
            <Card place=place changes=changes />
            <p class="announce" role="status">{move || Some(said.get()).filter(|words| !words.is_empty())}</p>
        </div>
    }
    .into_any()
}

/// The row above the calendar: day or week, one place or all, a new slot, the keys.
#[component]
fn Tools(picture: Picture, place: Memo<Place>, hand: Hand) -> impl IntoView {
    let lang = use_lang();
    let view_of = move |window: Window| Place { window, panel: Panel::Nothing, ..place.get() }.to_string();
    let current = move |window: Window| place.with(|place| place.window == window).then_some("true");
    view! {
        <div class="tools">
            <nav class="switch" aria-label=td_string!(lang, staff.view.label)>
                <a href=move || view_of(Window::Day) aria-current=move || current(Window::Day) aria-keyshortcuts="d">
                    {td_string!(lang, staff.view.day)}
                </a>
                <a href=move || view_of(Window::Week) aria-current=move || current(Window::Week) aria-keyshortcuts="w">
                    {td_string!(lang, staff.view.week)}
                </a>
            </nav>
            <PlaceSwitch
                places=Signal::derive(move || picture.frame.with(|frame| frame.places.clone()))
                only=Signal::derive(move || place.with(|place| place.only))
                to=move |only| Place { only, panel: Panel::Nothing, ..place.get() }.to_string()
            />
            <a class="button-secondary" href=move || place.get().with(Panel::NewSlot).to_string() aria-keyshortcuts="o">
                {td_string!(lang, staff.new_slot.title)}
            </a>
            <HandTools hand />
            <KeyList />
        </div>
    }
    .into_any()
}

/// That the office does not open on the day shown, and why: across the top of the calendar.
#[component]
fn Shut(picture: Picture) -> impl IntoView {
    let lang = use_lang();
    let why = Memo::new(move |_| {
        picture.frame.with(|frame| match frame.days.as_slice() {
            [only] => words::closed(&only.day, lang),
            _ => None,
        })
    });
    move || {
        why.get().map(|why| view! { <p class="notice" data-tone="wait">{td_string!(lang, staff.day.shut, why)}</p> })
    }
}

fn words_of_news(news: &News, lang: Locale) -> String {
    match news {
        News::Booked { name, counter, span, .. } => {
            td_string!(
                lang,
                staff.news.booked,
                time = words::moment(span.starts(), lang),
                counter = words::counter(counter.place.as_ref(), &counter.name, lang),
                name = name.as_str()
            )
        }
        News::Moved { name, counter, span } => {
            td_string!(
                lang,
                staff.news.moved,
                time = words::moment(span.starts(), lang),
                counter = words::counter(counter.place.as_ref(), &counter.name, lang),
                name = name.as_str()
            )
        }
        News::Freed { counter, span, .. } => {
            let counter = words::counter(counter.place.as_ref(), &counter.name, lang);
            td_string!(lang, staff.news.freed, time = words::moment(span.starts(), lang), counter)
        }
    }
}

/// Says something in the page's live region.
pub fn announce(said: RwSignal<String>, words: String) {
    said.set(words.clone());
    set_timeout(
        move || {
            if said.try_with_untracked(|said| *said == words) == Some(true) {
                said.set(String::new());
            }
        },
        ANNOUNCED,
    );
}

/// Asks for the board again. What comes for a place that one has left is not shown.
fn use_refetch(
    lang: &'static str,
    here: Memo<Sight>,
    take: impl Fn(Answer<Framed<Board>>) + Copy + Send + Sync + 'static,
) -> impl Fn() + Copy + Send + Sync + 'static {
    one_at_a_time(move || async move {
        let Some(asked) = here.try_get_untracked() else { return false };
        let answer = load_desk(lang.to_owned(), asked.window, asked.date).await;
        // An answer may come when the page has gone.
        match here.try_get_untracked() {
            None => false,
            Some(now) if now == asked => {
                take(answer);
                false
            }
            Some(_) => true,
        }
    })
}

/// The week opens on the day that was asked for, and stays where it is scrolled to until another one is.
fn use_day_in_sight(picture: Picture, here: Memo<Sight>) {
    let shown = Memo::new(move |_| {
        let (first, days) = picture.frame.with(|frame| (frame.days.first().map(|day| day.date), frame.days.len()));
        (here.get(), first, days)
    });
    Effect::new(move |_| {
        let (Sight { window, date, .. }, ..) = shown.get();
        if window == Window::Week {
            let date = date.unwrap_or_else(|| time::date_jst(picture.now.get_untracked()));
            request_animation_frame(move || show_day(date));
        }
    });
}

/// Lets the server's time go on in the browser, by how much the browser's own clock goes on.
pub fn use_clock(now: RwSignal<DateTime<Utc>>) {
    Effect::new(move |_| {
        let last = StoredValue::new(js_sys::Date::now());
        let beat = move || {
            let beaten = js_sys::Date::now();
            let Some(gone) = last.try_update_value(|last| beaten - std::mem::replace(last, beaten)) else { return };
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds between two beats")]
            now.update(|clock| *clock += TimeDelta::milliseconds(gone as i64));
        };
        if let Ok(beating) = set_interval_with_handle(beat, Duration::from_secs(1)) {
            on_cleanup(move || beating.clear());
        }
    });
}
