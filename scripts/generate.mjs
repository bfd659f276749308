/**
 * Writes every generated file. `npm run generate` is the only writer; a test fails if one is stale.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.mjs';

// All of it before anything is written, so that a failure leaves every file as it was.
const texts = [];
for (const [path, generate] of Object.entries(generatedFiles)) {
  // A new document does not exist yet.
  texts.push([path, await generate(existsSync(path) ? readFileSync(path, 'utf8') : '')]);
}

// A file that is no longer generated must not stay.
rmSync('diagrams', { recursive: true, force: true });
mkdirSync('diagrams');
for (const [path, text] of texts) writeFileSync(path, text);
