/**
 * The error of the modules that need an optional package.
 *
 * Each imports its package only when it is used, and directly in a `try`: then bundlers go on if
 * the package is not installed, and take it along if it is. An import that is handed to a function,
 * or whose promise is caught, stops them.
 */

import { fieldOf, isInstanceOf, readThrown } from './thrown';

/** An optional package is not installed. Says what needs it, and how to install it. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly packageName: string;

  /**
   * The purpose begins the message, which goes on with the package: `SVG is laid out by`. `wanted`
   * is what to install, if the latest version will not do.
   */
  constructor(
    packageName: string,
    purpose: string,
    options?: ErrorOptions,
    wanted: string = packageName,
  ) {
    super(
      `${purpose} the package '${packageName}', which is not installed: npm install ${wanted}`,
      options,
    );
    this.packageName = packageName;
  }
}

/**
 * The error to throw after an import of an optional package has failed: MissingPackageError if it
 * is not installed. A package that is there and broken says itself what is wrong. Pure.
 */
export function importError(
  cause: unknown,
  packageName: string,
  purpose: string,
  wanted?: string,
): unknown {
  return isMissing(cause, packageName)
    ? new MissingPackageError(packageName, purpose, { cause }, wanted)
    : cause;
}

function isMissing(cause: unknown, packageName: string): boolean {
  const code = readThrown(fieldOf(cause, 'code')).text;
  const { message } = readThrown(cause);
  // Browsers give no code, but a TypeError.
  const isUnresolved = code.endsWith('MODULE_NOT_FOUND') || isInstanceOf(cause, TypeError);
  // In quotes: if it is there and lacks a package of its own, its path is named as well.
  return (
    isUnresolved && quotes.some(([open, close]) => message.includes(open + packageName + close))
  );
}

const quotes = ["''", '""', '“”'] as const;
