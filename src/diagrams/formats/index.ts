/** The formats: each writes a neutral diagram down. */
export { dotOf } from './dot';
export { markdownOf } from './markdown';
export { mermaidOf } from './mermaid';
export { plantUmlOf } from './plantuml';
export { scxmlOf } from './scxml';
export { svgOf } from './svg';
