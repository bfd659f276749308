/** Writes everything that is generated. `npm run generate` is its only writer; a test holds it fresh. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.mjs';

for (const [path, generate] of Object.entries(generatedFiles)) {
  // A document that is generated as a whole need not be there yet.
  writeFileSync(path, generate(existsSync(path) ? readFileSync(path, 'utf8') : ''));
}
