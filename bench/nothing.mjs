/** An empty module, for the cost of an import as such. */
export {};
