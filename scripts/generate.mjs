/**
 * Writes every generated file. `npm run generate` is the only writer; a test fails if one is stale.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated.mjs';

// A file that is no longer generated must not stay.
rmSync('diagrams', { recursive: true, force: true });
mkdirSync('diagrams');
for (const [path, generate] of Object.entries(generatedFiles)) {
  // A new document does not exist yet.
  writeFileSync(path, await generate(existsSync(path) ? readFileSync(path, 'utf8') : ''));
}
