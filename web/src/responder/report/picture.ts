// A picture as it is sent: small, upright, and with nothing in it but what can be seen.
//
// It is drawn anew, so that where and by what it was taken (EXIF) never leaves the phone.

const LONGEST_PX = 1280;
const MOST_BYTES = 400_000;
const QUALITIES = [0.8, 0.65, 0.5, 0.35] as const;

/** How large a picture is drawn. */
export function sizeOf(width: number, height: number, longest = LONGEST_PX): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const jpegOf = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((done, fail) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) fail(new Error("this picture can't be drawn"));
        else done(blob);
      },
      "image/jpeg",
      quality,
    );
  });

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let n = 0; n < bytes.length; n += 0x8000) text += String.fromCharCode(...bytes.subarray(n, n + 0x8000));
  return btoa(text);
}

export interface Picture {
  base64: string;
  blob: Blob;
}

/** Make a photograph ready to be sent. */
export async function ready(file: Blob): Promise<Picture> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  const { width, height } = sizeOf(image.width, image.height);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
  image.close();
  let blob = await jpegOf(canvas, QUALITIES[0]);
  for (const quality of QUALITIES.slice(1)) {
    if (blob.size <= MOST_BYTES) break;
    blob = await jpegOf(canvas, quality);
  }
  return { base64: await base64(blob), blob };
}
