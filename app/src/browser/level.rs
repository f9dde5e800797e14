//! How loud it is at the microphone.

use super::media::Running;
use wasm_bindgen::JsValue;
use web_sys::{AnalyserNode, AudioContext};

/// Samples looked at together: the tenth of a second between two readings, so that no sound falls between them.
const SAMPLES: u32 = 4096;

pub struct Level {
    context: AudioContext,
    analyser: AnalyserNode,
}

impl Drop for Level {
    fn drop(&mut self) {
        // It may have been closed by the browser already.
        let _ = self.context.close();
    }
}

impl Level {
    /// Listens to a microphone that runs.
    ///
    /// # Errors
    /// The browser's own, where it has no audio graph.
    pub fn of(microphone: &Running) -> Result<Level, JsValue> {
        let context = AudioContext::new()?;
        let analyser = context.create_analyser()?;
        analyser.set_fft_size(SAMPLES);
        context.create_media_stream_source(&microphone.0)?.connect_with_audio_node(&analyser)?;
        // Starts by itself where a device is in use; elsewhere a press has just come before.
        let _ = context.resume();
        Ok(Level { context, analyser })
    }

    /// The loudest of the last tenth of a second, 0 to 1.
    pub fn now(&self) -> f32 {
        let mut samples = [0.0_f32; SAMPLES as usize];
        self.analyser.get_float_time_domain_data(&mut samples);
        samples.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs())).min(1.0)
    }
}
