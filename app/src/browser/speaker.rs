//! A short sound, for the seeker's ear to judge.

use wasm_bindgen::JsValue;
use web_sys::AudioContext;

/// Seconds.
const LENGTH: f64 = 1.2;
/// Two tones that a small speaker carries, one after the other.
const TONES: [f32; 2] = [660.0, 880.0];

/// A sound that is being played; dropped, it falls silent.
pub struct Sound(AudioContext);

impl Drop for Sound {
    fn drop(&mut self) {
        let _ = self.0.close();
    }
}

/// Plays the sound once. Must be called from the press of a button: browsers play nothing unasked.
///
/// # Errors
/// The browser's own, where it cannot make a sound.
pub fn play() -> Result<Sound, JsValue> {
    let sound = Sound(AudioContext::new()?);
    let context = &sound.0;
    let _ = context.resume()?;
    let begin = context.current_time() + 0.05;
    let tone = context.create_oscillator()?;
    let volume = context.create_gain()?;
    for (place, frequency) in TONES.into_iter().enumerate() {
        tone.frequency().set_value_at_time(frequency, begin + LENGTH / 2.0 * place as f64)?;
    }
    // In and out softly: a hard edge clicks.
    volume.gain().set_value_at_time(0.0, begin)?;
    volume.gain().linear_ramp_to_value_at_time(0.4, begin + 0.1)?;
    volume.gain().set_value_at_time(0.4, begin + LENGTH - 0.2)?;
    volume.gain().linear_ramp_to_value_at_time(0.0, begin + LENGTH)?;
    tone.connect_with_audio_node(&volume)?.connect_with_audio_node(&context.destination())?;
    tone.start_with_when(begin)?;
    tone.stop_with_when(begin + LENGTH)?;
    Ok(sound)
}
