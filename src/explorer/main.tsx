/** The page: shows the explorer in the element that the document has for it. */
import { render } from 'preact';
import { App } from './app';

const place = document.getElementById('explorer');
if (place !== null) render(<App />, place);
