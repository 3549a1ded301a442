// The API as the tests prepare and check things with it, beside the browser.

const PERSONAS = {
  asha: {
    subject: "asha",
    phoneNumber: "+919812345678",
    roles: ["Groups.Admin"],
  },
  ravi: { subject: "ravi", phoneNumber: "+918124595711" },
  meera: { subject: "meera", phoneNumber: "+918121803340" },
};

/** Calls as one of the portal's personas: `await as(origin, "asha")("POST", "/groups", {...})`. */
export async function as(origin, persona) {
  const { accessToken } = await json(await post(`${origin}/dev/token`, PERSONAS[persona]));
  return async (method, path, body) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${accessToken}`,
        "Content-Type": "application/json",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? null : json(response);
  };
}

function post(url, body) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function json(response) {
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}
