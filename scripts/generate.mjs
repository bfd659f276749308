/** Writes everything that is generated. `npm run generate` is its only writer; a test holds it fresh. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.mjs';

// What is no longer generated must not stay.
rmSync('diagrams', { recursive: true, force: true });
mkdirSync('diagrams');
for (const [path, generate] of Object.entries(generatedFiles)) {
  // A document that is generated as a whole need not be there yet.
  writeFileSync(path, await generate(existsSync(path) ? readFileSync(path, 'utf8') : ''));
}
