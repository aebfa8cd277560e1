import { useEffect, useRef, useState } from 'react';
import { useHiddenStyles } from './use-hidden-styles';

/**
 * The one place that tells screen readers what changed. It is silent about what was
 * there from the start, and about answers that say the same as before.
 */
export function StateAnnouncer(props: { text: string }) {
  const classes = useHiddenStyles();
  const known = useRef(props.text);
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    if (known.current === props.text) return;
    if (known.current !== '') setAnnounced(props.text);
    known.current = props.text;
  }, [props.text]);
  return (
    <div role="status" aria-live="polite" className={classes.hidden}>
      {announced}
    </div>
  );
}
