/** The formats: each writes a neutral diagram down. */
export {
  type Format,
  fileName,
  formats,
  hasFormat,
  toDot,
  toFormat,
  toJson,
  toMarkdown,
  toMermaid,
  toPlantUml,
  toScxml,
  toSvg,
} from './formats';
