/** Whether an element is shown: a view that is not selected is hidden. */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Returns true as long as the element is shown. */
export function useShown(place: RefObject<Element | null>): boolean {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      setIsShown(entries.at(-1)?.isIntersecting === true);
    });
    if (place.current !== null) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return isShown;
}
