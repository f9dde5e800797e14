// Makes the .br and .gz of each given file, so that no request waits for a compressor: node .ci/compress.mjs FILE…
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

for (const file of process.argv.slice(2)) {
  if (statSync(`${file}.br`, { throwIfNoEntry: false })?.mtimeMs > statSync(file).mtimeMs) continue;
  const bytes = readFileSync(file);
  const hints = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: hints }));
}
