/** The entry points of the package, as `exports` in package.json names them. */
import { readFileSync } from 'node:fs';

const { name: packageName, exports } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** Each with what a user imports, the name of its file in `dist`, and its folder in `src`. */
export const entryPoints = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => {
    const name = path === '.' ? 'index' : path.slice(2);
    const specifier = packageName + path.slice(1);
    return { specifier, name, folder: path === '.' ? 'lifecycle' : name };
  });
