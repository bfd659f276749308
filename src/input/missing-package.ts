/** Optional packages: each is imported when it is first used. */

/** The error if an optional package is not installed: what needs it, and how to install it. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly packageName: string;

  /** The purpose begins the message, which goes on with the package: `SVG is laid out by`. */
  constructor(packageName: string, purpose: string, options?: ErrorOptions) {
    super(
      `${purpose} the package '${packageName}', which is not installed: npm install ${packageName}`,
      options,
    );
    this.packageName = packageName;
  }
}

/** Returns a package once it is imported. Rejects with MissingPackageError if it is missing. */
export async function optional<Package>(
  packageName: string,
  purpose: string,
  loading: Promise<Package>,
): Promise<Package> {
  try {
    return await loading;
  } catch (cause) {
    // A package that is installed but broken has an error of its own.
    const { code }: { readonly code?: unknown } = Object(cause);
    if (!String(code).endsWith('MODULE_NOT_FOUND')) throw cause;
    throw new MissingPackageError(packageName, purpose, { cause });
  }
}
