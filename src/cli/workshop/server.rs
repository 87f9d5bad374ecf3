//! The socket and HTTP: bytes in, an [`Ask`] to the desk, its answer out. One thread, one user, this machine only.

use std::cell::RefCell;
use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener};
use std::rc::Rc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};

use super::answers::{Answer, Ask, Desk};

/// Longest question: a rule file that somebody wrote by hand.
const MAX_BODY_BYTES: usize = 8 << 20;

/// How long a head may take: a browser sends it at once.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// A socket that listens.
pub(super) struct Socket {
    listener: TcpListener,
    /// Its port.
    pub port: u16,
}

/// Listens on this machine's own address, which no other machine can reach. Port 0 is any that is free.
pub(super) fn bind(port: u16) -> std::io::Result<Socket> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok(Socket { listener, port })
}

/// Answers until the program is ended.
pub(super) fn serve(socket: Socket, desk: Desk) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let desk = Rc::new(RefCell::new(desk));
    tokio::task::LocalSet::new().block_on(&runtime, async move {
        let listener = tokio::net::TcpListener::from_std(socket.listener)?;
        loop {
            // A visitor that went away before it was let in is no fault.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let desk = Rc::clone(&desk);
            tokio::task::spawn_local(async move {
                let service = service_fn(|request| answered(Rc::clone(&desk), request));
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD_TIME)
                    .serve_connection(TokioIo::new(stream), service);
                // A browser that closes its connection is no fault either.
                let _ = connection.await;
            });
        }
    })
}

async fn answered(
    desk: Rc<RefCell<Desk>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let word = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let mut ask = Ask {
        method: head.method.as_str(),
        path: head.uri.path(),
        host: word(header::HOST),
        origin: word(header::ORIGIN),
        content_type: word(header::CONTENT_TYPE),
        body: Bytes::new(),
    };
    // Strangers are refused before a byte of what they send is read.
    if desk.borrow().lets_in(&ask) {
        match Limited::new(body, MAX_BODY_BYTES).collect().await {
            Ok(whole) => ask.body = whole.to_bytes(),
            Err(_) => return Ok(response(Answer::refusal(413, "too long"))),
        }
    }
    Ok(response(desk.borrow_mut().answer(&ask)))
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.head {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
