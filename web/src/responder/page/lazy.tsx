// A screen that is fetched when it is first wanted: the first view is small.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

import { T } from "../words/spoken";
import { Button } from "./parts";

export function lazily(load: () => Promise<ComponentType>): ComponentType {
  const part = signal<ComponentType | null>(null);
  const failed = signal(false);
  const fetchPart = () => {
    failed.value = false;
    load().then(
      (loaded) => {
        part.value = () => {
          const Loaded = loaded;
          return <Loaded />;
        };
      },
      () => (failed.value = true),
    );
  };
  return () => {
    useEffect(() => {
      if (part.value === null) fetchPart();
    }, []);
    const Part = part.value;
    if (Part !== null) return <Part />;
    return (
      <p role="status">
        <T of={failed.value ? "page.failed" : "page.loading"} /> {failed.value && <Button of="page.again" onClick={fetchPart} />}
      </p>
    );
  };
}
