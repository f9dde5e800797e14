//! The event stream in the browser. Events carry numbers and ids only; what changed is asked for by the page that
//! shows it, so a page that missed events is put right by the next one.

use crate::desk::Answer;
use leptos::{ev, prelude::*, task::spawn_local};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

/// How long to wait before calling again when the server ended the stream for good (a restart, an answer that was no
/// stream). A dropped line is the browser's own business: it comes back by itself with `Last-Event-ID`.
const CALL_AGAIN: Duration = Duration::from_secs(3);

/// Listens to the stream at `url` for as long as the component lives, and calls `on_event` with the data of each event.
///
/// `url` is reactive: another address ends the old stream and opens the new one; `None` listens to nothing. It ends in
/// the number the page already contains (`…?after=42`). The browser resumes by `Last-Event-ID`, which the server puts
/// before `after`. Does nothing on the server.
pub fn use_live(url: impl Fn() -> Option<String> + 'static, on_event: impl Fn(String) + 'static) {
    let on_event: Rc<dyn Fn(String)> = Rc::new(on_event);
    Effect::new(move |_| {
        if let Some(url) = url() {
            // Owned by this run of the effect: the next run and the component's end drop it, which ends the stream.
            StoredValue::new_local(Line::open(url, on_event.clone()));
        }
    });
}

/// Asks one question at a time: what asks meanwhile makes it one more, not one each. `question` says whether its answer was
/// for something that is shown no longer, and is to be asked again.
pub fn one_at_a_time<F>(
    question: impl Fn() -> F + Copy + Send + Sync + 'static,
) -> impl Fn() + Copy + Send + Sync + 'static
where
    F: Future<Output = bool> + 'static,
{
    let asking = StoredValue::new(false);
    let wanted = StoredValue::new(false);
    move || {
        wanted.set_value(true);
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        spawn_local(async move {
            // Nothing is kept any more when the page has gone.
            while wanted.try_update_value(std::mem::take) == Some(true) {
                if question().await {
                    wanted.try_update_value(|wanted| *wanted = true);
                }
            }
            asking.try_update_value(|asking| *asking = false);
        });
    }
}

/// What `ask` answers, asked again at every event of the stream at `url`. It begins with what the page contains.
pub fn use_fresh<T, A>(url: String, first: T, ask: impl Fn() -> A + 'static) -> RwSignal<T>
where
    T: Send + Sync + 'static,
    A: Future<Output = Answer<T>> + 'static,
{
    let shown = RwSignal::new(first);
    use_live(
        move || Some(url.clone()),
        move |_| {
            let answer = ask();
            spawn_local(async move {
                if let Ok(fresh) = answer.await {
                    shown.try_set(fresh);
                }
            });
        },
    );
    shown
}

struct Line {
    url: String,
    last: RefCell<String>,
    ended: Cell<bool>,
    call: RefCell<Option<Call>>,
    on_event: Rc<dyn Fn(String)>,
}

/// One connection with its listeners, which live as long as it does.
struct Call {
    source: EventSource,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(Event)>,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// Ends the stream when dropped.
struct Listening(Rc<Line>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.ended.set(true);
        self.0.call.take();
    }
}

impl Line {
    fn open(url: String, on_event: Rc<dyn Fn(String)>) -> Listening {
        let line = Rc::new(Line {
            url,
            last: RefCell::default(),
            ended: Cell::new(false),
            call: RefCell::new(None),
            on_event,
        });
        line.call();
        // A page taken out of the browser's back-forward cache has a stream that no longer runs.
        let weak = Rc::downgrade(&line);
        let shown = window_event_listener(ev::pageshow, move |event| {
            if let Some(line) = event.persisted().then(|| weak.upgrade()).flatten() {
                line.call();
            }
        });
        on_cleanup(move || shown.remove());
        Listening(line)
    }

    fn call(self: &Rc<Self>) {
        if self.ended.get() {
            return;
        }
        // A new connection has no Last-Event-ID of its own: the number goes into the address.
        let last = self.last.borrow();
        let url = match (last.is_empty(), self.url.split_once("after=")) {
            (false, Some((before, _))) => format!("{before}after={last}"),
            _ => self.url.clone(),
        };
        let Ok(source) = EventSource::new(&url) else { return };
        let weak = Rc::downgrade(self);
        let message = Closure::new(move |event: MessageEvent| {
            let Some(line) = weak.upgrade() else { return };
            line.last.replace(event.last_event_id());
            if let Some(data) = event.data().as_string() {
                (line.on_event)(data);
            }
        });
        let weak = Rc::downgrade(self);
        let failed = source.clone();
        let error = Closure::new(move |_: Event| {
            if failed.ready_state() == EventSource::CLOSED {
                Line::call_later(weak.clone());
            }
        });
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        self.call.replace(Some(Call { source, _message: message, _error: error }));
    }

    fn call_later(line: Weak<Line>) {
        set_timeout(
            move || {
                if let Some(line) = line.upgrade() {
                    line.call();
                }
            },
            CALL_AGAIN,
        );
    }
}
