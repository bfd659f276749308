/** Writes everything that is generated. `npm run generate` is its only writer; a test holds it fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.mjs';

for (const [path, generate] of Object.entries(generatedFiles)) {
  writeFileSync(path, generate(readFileSync(path, 'utf8')));
}
