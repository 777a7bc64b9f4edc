import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "~/api/client.ts";
import type { AccessRequest } from "~/api/types.ts";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import { Confirm } from "~/ui/confirm.tsx";
import { toast } from "~/ui/toaster.tsx";

const { requests: words } = text;

interface TakeBackProps {
  readonly request: AccessRequest;
  readonly onClose: () => void;
}

/** For the one who asked, while nobody has decided. */
export function TakeBack({ request: { id }, onClose }: TakeBackProps) {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const cancel = api.useMutation("post", "/access/requests/{id}/cancel");
  const confirm = async () => {
    await cancel.mutateAsync({ params: { path: { id } } });
    toast(words.takenBack);
    await queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/access/requests"),
    });
    onClose();
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{words.takeBack}</Button>
      {isAsking && (
        <Confirm
          title={words.takeBackTitle}
          action={words.takeBack}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          {words.takeBackBody}
        </Confirm>
      )}
    </>
  );
}
