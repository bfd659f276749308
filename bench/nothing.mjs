/** An empty module: what importing costs when there is nothing to import. */
export {};
