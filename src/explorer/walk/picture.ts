/** The map as a file: what is shown, with the colors that it is shown in. */

/** The properties of an element that the style sheet of the page decides. */
const styleProperties = [
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
];

/** Returns a picture of the page as a document of its own. */
export function svgDocument(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const copies = [...copy.querySelectorAll('*')];
  for (const [index, element] of [...picture.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(element);
    for (const look of styleProperties)
      copies[index]?.setAttribute(look, style.getPropertyValue(look));
    copies[index]?.removeAttribute('class');
  }
  const { width, height } = picture.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const page = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  page.setAttribute('width', '100%');
  page.setAttribute('height', '100%');
  page.setAttribute('fill', getComputedStyle(document.documentElement).backgroundColor);
  copy.querySelector('defs')?.after(page);
  return new XMLSerializer().serializeToString(copy);
}

/** Returns an SVG document as PNG, at twice its size. */
export async function rasterized(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('No PNG.')) : resolve(blob)));
  });
}

/** Offers data as a file to save. */
export function saveFile(name: string, data: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
