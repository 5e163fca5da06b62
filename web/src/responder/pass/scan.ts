// Reading squares with the camera: by the browser where it can, else by a reader of ours.

interface Detector {
  detect: (image: ImageData) => Promise<{ rawValue: string }[]>;
}
interface Detecting {
  BarcodeDetector?: new (options: { formats: string[] }) => Detector;
}

const EVERY_MS = 200;
const MOST_PIXELS = 900; // along the longer side: a code of 500 letters has 93 squares

async function reader(): Promise<(image: ImageData) => Promise<string | null>> {
  const { BarcodeDetector } = globalThis as Detecting;
  if (BarcodeDetector !== undefined) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (image) => (await detector.detect(image))[0]?.rawValue ?? null;
  }
  const { default: jsQR } = await import("jsqr");
  return (image) => Promise.resolve(jsQR(image.data, image.width, image.height)?.data ?? null);
}

function frame(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  const scale = Math.min(1, MOST_PIXELS / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (drawing === null || canvas.width === 0) return null;
  drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

/** Look through the camera until a code is read. Gives what ends it; nothing is kept or sent. */
export async function scan(video: HTMLVideoElement, found: (code: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  const read = await reader();
  const canvas = document.createElement("canvas");
  let timer: ReturnType<typeof setTimeout>;
  const end = () => {
    clearTimeout(timer);
    stream.getTracks().forEach((track) => {
      track.stop();
    });
    video.srcObject = null;
  };
  const look = async () => {
    const image = frame(video, canvas);
    const code = image === null ? null : await read(image).catch(() => null);
    if (code === null) timer = setTimeout(() => void look(), EVERY_MS);
    else {
      end();
      found(code);
    }
  };
  void look();
  return end;
}
