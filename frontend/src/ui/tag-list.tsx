import { X } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { TagList as AriaTagList, Tag, TagGroup } from "react-aria-components/TagGroup";
import { cx } from "./class-names";

export type TagTone = "neutral" | "waiting" | "warn" | "danger";

const TONES: Record<TagTone, string> = {
  neutral: "bg-accent-soft text-accent-strong",
  waiting: "bg-sunken text-muted",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
};

/** Things that were typed, each with what is known of it. Arrow keys walk, Delete and Backspace remove. */
export function TagList({
  label,
  removeLabel,
  tags,
  onRemove,
}: {
  label: string;
  removeLabel: string;
  tags: { id: string; note?: string | undefined; tone: TagTone }[];
  onRemove: (ids: string[]) => void;
}) {
  return (
    <TagGroup aria-label={label} onRemove={(keys) => onRemove([...keys].map(String))} className="contents">
      <AriaTagList items={tags} className="flex min-w-0 flex-wrap gap-1">
        {(tag) => (
          <Tag
            id={tag.id}
            textValue={tag.note ? `${tag.id}, ${tag.note}` : tag.id}
            className={cx(
              "flex min-h-7 max-w-full items-center gap-1.5 rounded-sm pl-2 text-xs outline-none",
              "data-focus-visible:outline-2 data-focus-visible:outline-accent data-focus-visible:outline-offset-1",
              TONES[tag.tone],
            )}
          >
            {/* the note goes below before an address is broken */}
            <span className="flex min-w-0 flex-wrap gap-x-1.5">
              <span className="min-w-0 [overflow-wrap:anywhere]">{tag.id}</span>
              {tag.note && <span className="font-medium">{tag.note}</span>}
            </span>
            <Button
              slot="remove"
              aria-label={removeLabel} // the name of the tag follows by itself
              className="flex size-6 shrink-0 cursor-pointer items-center justify-center rounded-sm hover:bg-line"
            >
              <X aria-hidden="true" className="size-3" />
            </Button>
          </Tag>
        )}
      </AriaTagList>
    </TagGroup>
  );
}
