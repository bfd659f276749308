/** The error of the rooms that need an optional package; each imports its own only when it is used. */

/** An optional package is not installed. Says what it is needed for, and how to install it. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly packageName: string;

  /** The purpose reads on: `SVG is laid out by`. */
  constructor(packageName: string, purpose: string, options?: ErrorOptions) {
    super(
      `${purpose} the package '${packageName}', which is not installed: npm install ${packageName}`,
      options,
    );
    this.packageName = packageName;
  }
}

/** A package that is loaded when it is used. Rejects with MissingPackageError where it is not installed. */
export async function optional<Package>(
  packageName: string,
  purpose: string,
  loading: Promise<Package>,
): Promise<Package> {
  try {
    return await loading;
  } catch (cause) {
    // One that is there and broken says itself what is wrong.
    const { code }: { readonly code?: unknown } = Object(cause);
    if (!String(code).endsWith('MODULE_NOT_FOUND')) throw cause;
    throw new MissingPackageError(packageName, purpose, { cause });
  }
}
